package shop.orders;

/** The warehouse holds less than was asked for. */
public class OutOfStockException extends RuntimeException {
    public OutOfStockException(String message) {
        super(message);
    }
}
