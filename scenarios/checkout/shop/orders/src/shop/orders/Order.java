package shop.orders;

/** One order as it stands in the database. */
public record Order(long id, String customer, String sku, int quantity, long cents, String state) {
    public String json() {
        return String.format(
            "{\"id\":%d,\"customer\":\"%s\",\"sku\":\"%s\",\"quantity\":%d,\"cents\":%d,\"state\":\"%s\"}",
            id, customer, sku, quantity, cents, state);
    }
}
