package shop.orders.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Collectors;
import shop.orders.Order;
import shop.orders.OrderStore;
import shop.orders.ReserveRequest;

/** The endpoints of the order service. */
public final class OrderRoutes {
    private static final int RECENT = 20;

    private final OrderStore store;

    public OrderRoutes(OrderStore store) {
        this.store = store;
    }

    public Answer reserve(HttpExchange exchange) throws IOException, SQLException {
        Form form = Form.read(exchange.getRequestBody());
        Order order = store.reserve(new ReserveRequest(form.text("customer"), form.text("sku"),
            form.number("quantity"), form.text("coupon")));
        return Answer.ok(order.json());
    }

    public Answer confirm(HttpExchange exchange) throws IOException, SQLException {
        Form form = Form.read(exchange.getRequestBody());
        store.confirm(form.number("order"));
        return Answer.ok("{\"state\":\"paid\"}");
    }

    public Answer find(HttpExchange exchange) throws SQLException {
        String path = exchange.getRequestURI().getPath();
        return Answer.ok(store.find(Long.parseLong(path.substring(path.lastIndexOf('/') + 1))).json());
    }

    public Answer recent(HttpExchange exchange) throws SQLException {
        return Answer.ok(store.recent(RECENT).stream().map(Order::json)
            .collect(Collectors.joining(",", "[", "]")));
    }
}
