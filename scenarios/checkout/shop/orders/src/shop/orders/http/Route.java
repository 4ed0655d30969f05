package shop.orders.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import shop.log.Log;
import shop.orders.InvalidCouponException;
import shop.orders.Metrics;
import shop.orders.NoSuchOrderException;
import shop.orders.OutOfStockException;
import shop.orders.PoolTimeoutException;
import shop.trace.Span;
import shop.trace.Tracer;

/** Runs an endpoint inside a span, turns exceptions into answers and counts. */
public final class Route implements HttpHandler {
    private static final Log LOG = Log.of(Route.class);

    private final String name;
    private final Endpoint endpoint;
    private final Metrics metrics;
    private final Tracer tracer;

    public Route(String name, Endpoint endpoint, Metrics metrics, Tracer tracer) {
        this.name = name;
        this.endpoint = endpoint;
        this.metrics = metrics;
        this.tracer = tracer;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        Span span = Span.server(tracer, exchange.getRequestMethod() + " " + name,
            exchange.getRequestHeaders().getFirst("traceparent"));
        try {
            Answer answer = run(exchange, span);
            span.set("http.response.status_code", String.valueOf(answer.status()));
            metrics.request(name, answer.status(), (System.nanoTime() - start) / 1e9);
            send(exchange, answer);
        } finally {
            span.end();
        }
    }

    private Answer run(HttpExchange exchange, Span span) throws IOException {
        try {
            return endpoint.answer(exchange);
        } catch (OutOfStockException e) {
            LOG.info("rejected: " + e.getMessage());
            return Answer.problem(409, "out_of_stock");
        } catch (InvalidCouponException e) {
            LOG.info("rejected: " + e.getMessage());
            return Answer.problem(422, "invalid_coupon");
        } catch (NoSuchOrderException e) {
            return Answer.problem(404, "no_such_order");
        } catch (PoolTimeoutException e) {
            span.fail(e);
            LOG.error(name + " failed", new ServiceUnavailableException(name, e));
            return Answer.problem(503, "database_busy");
        } catch (SQLException | RuntimeException e) {
            span.fail(e);
            LOG.error(name + " failed", e);
            return Answer.problem(500, "internal");
        }
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        } catch (IOException e) {
            LOG.warn("the caller of " + name + " had gone: " + e.getMessage());
        }
    }
}
