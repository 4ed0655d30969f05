package shop.orders.http;

/** A route could not do its work now; the cause says why. */
public class ServiceUnavailableException extends RuntimeException {
    public ServiceUnavailableException(String route, Throwable cause) {
        super("cannot serve " + route, cause);
    }
}
