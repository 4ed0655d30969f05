package shop.orders;

/** What a customer wants to buy. */
public record ReserveRequest(String customer, String sku, int quantity, String coupon) {
}
