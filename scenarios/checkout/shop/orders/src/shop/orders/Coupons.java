package shop.orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Discounts by coupon code. */
public class Coupons {
    /** The percentage a code takes off; no code takes nothing off. */
    public int percent(Connection connection, String code) throws SQLException {
        if (code == null || code.isEmpty()) {
            return 0;
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT percent FROM coupon WHERE code = ?")) {
            query.setString(1, code);
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    throw new InvalidCouponException("coupon " + code + " is not valid");
                }
                return rows.getInt(1);
            }
        }
    }
}
