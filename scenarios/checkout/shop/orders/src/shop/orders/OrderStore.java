package shop.orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import shop.log.Log;

/** Orders in the database: reserve, confirm, look up. */
public class OrderStore {
    private static final Log LOG = Log.of(OrderStore.class);
    private static final String COLUMNS = "id, customer, sku, quantity, cents, state";

    private final ConnectionPool pool;
    private final PriceClient prices;
    private final Coupons coupons = new Coupons();
    private final Stock stock = new Stock();

    public OrderStore(ConnectionPool pool, PriceClient prices) {
        this.pool = pool;
        this.prices = prices;
    }

    /** Takes the pieces out of the stock and writes a reserved order. */
    public Order reserve(ReserveRequest request) throws SQLException {
        Connection connection = pool.borrow();
        try {
            connection.setAutoCommit(false);
            int percent = coupons.percent(connection, request.coupon());
            stock.take(connection, request.sku(), request.quantity());
            long each = prices.cents(request.sku());
            long cents = each * request.quantity() * (100 - percent) / 100;
            Order order = insert(connection, request, cents);
            connection.commit();
            LOG.info("reserved order " + order.id() + " sku=" + order.sku());
            return order;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            pool.release(connection);
        }
    }

    /** Marks a reserved order as paid. */
    public void confirm(long id) throws SQLException {
        Connection connection = pool.borrow();
        try {
            connection.setAutoCommit(false);
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE orders SET state = 'paid' WHERE id = ?")) {
                update.setLong(1, id);
                if (update.executeUpdate() == 0) {
                    throw new NoSuchOrderException("order " + id);
                }
            }
            connection.commit();
            LOG.info("confirmed order " + id);
        } finally {
            pool.release(connection);
        }
    }

    public Order find(long id) throws SQLException {
        List<Order> found = select("SELECT " + COLUMNS + " FROM orders WHERE id = ?", id);
        if (found.isEmpty()) {
            throw new NoSuchOrderException("order " + id);
        }
        return found.get(0);
    }

    public List<Order> recent(int limit) throws SQLException {
        return select("SELECT " + COLUMNS + " FROM orders ORDER BY id DESC LIMIT ?", limit);
    }

    private List<Order> select(String sql, long parameter) throws SQLException {
        Connection connection = pool.borrow();
        try {
            connection.setAutoCommit(false);
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setLong(1, parameter);
                try (ResultSet rows = query.executeQuery()) {
                    List<Order> orders = new ArrayList<>();
                    while (rows.next()) {
                        orders.add(read(rows));
                    }
                    return orders;
                }
            }
        } finally {
            pool.release(connection);
        }
    }

    private Order insert(Connection connection, ReserveRequest request, long cents)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO orders (customer, sku, quantity, cents, state)"
                + " VALUES (?, ?, ?, ?, 'reserved') RETURNING " + COLUMNS)) {
            insert.setString(1, request.customer());
            insert.setString(2, request.sku());
            insert.setInt(3, request.quantity());
            insert.setLong(4, cents);
            try (ResultSet rows = insert.executeQuery()) {
                rows.next();
                return read(rows);
            }
        }
    }

    private static Order read(ResultSet rows) throws SQLException {
        return new Order(rows.getLong(1), rows.getString(2), rows.getString(3),
            rows.getInt(4), rows.getLong(5), rows.getString(6));
    }
}
