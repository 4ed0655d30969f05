package shop.orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Pieces in the warehouse. */
public class Stock {
    /** Takes pieces out; the row stays locked until the transaction ends. */
    public void take(Connection connection, String sku, int quantity) throws SQLException {
        int left = lock(connection, sku);
        if (left < quantity) {
            throw new OutOfStockException(sku + ": " + quantity + " asked for, " + left + " left");
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE stock SET pieces = pieces - ? WHERE sku = ?")) {
            update.setInt(1, quantity);
            update.setString(2, sku);
            update.executeUpdate();
        }
    }

    private int lock(Connection connection, String sku) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT pieces FROM stock WHERE sku = ? FOR UPDATE")) {
            query.setString(1, sku);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }
}
