package shop.orders.http;

/** Status and JSON body of one response. */
public record Answer(int status, String body) {
    public static Answer ok(String body) {
        return new Answer(200, body);
    }

    public static Answer problem(int status, String code) {
        return new Answer(status, "{\"error\":\"" + code + "\"}");
    }
}
