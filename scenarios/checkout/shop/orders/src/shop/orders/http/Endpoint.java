package shop.orders.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.sql.SQLException;

/** What a route does with a request. */
public interface Endpoint {
    Answer answer(HttpExchange exchange) throws IOException, SQLException;
}
