package shop.orders;

/** The coupon is unknown or over. */
public class InvalidCouponException extends RuntimeException {
    public InvalidCouponException(String message) {
        super(message);
    }
}
