package shop.orders;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import shop.log.Log;
import shop.orders.http.OrderRoutes;
import shop.orders.http.Route;
import shop.trace.Tracer;

/** Starts the order service; everything it needs comes from the environment. */
public final class Main {
    private static final Log LOG = Log.of(Main.class);
    private static final int POOL_SIZE = 16;
    private static final long POOL_WAIT_MILLIS = 2000;

    private Main() {
    }

    public static void main(String[] args) throws IOException {
        Map<String, String> env = System.getenv();
        ConnectionPool pool = new ConnectionPool(env.get("ORDERS_DB"), POOL_SIZE, POOL_WAIT_MILLIS);
        OrderStore store = new OrderStore(pool, new PriceClient(env.get("CATALOG_URL")));
        Tracer tracer = new Tracer(env.get("OTLP_URL"), "orders", env.get("SERVICE_VERSION"),
            env.get("SERVICE_HOST"));
        Metrics metrics = new Metrics(pool);
        OrderRoutes routes = new OrderRoutes(store);
        int port = Integer.parseInt(env.get("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 128);
        server.setExecutor(Executors.newFixedThreadPool(64));
        server.createContext("/reserve", new Route("/reserve", routes::reserve, metrics, tracer));
        server.createContext("/confirm", new Route("/confirm", routes::confirm, metrics, tracer));
        server.createContext("/orders/", new Route("/orders", routes::find, metrics, tracer));
        server.createContext("/recent", new Route("/recent", routes::recent, metrics, tracer));
        plain(server, "/metrics", metrics);
        server.start();
        LOG.info("orders " + env.get("SERVICE_VERSION") + " listens on port " + port
            + ", pool of " + POOL_SIZE);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LOG.info("orders stops")));
    }

    private static void plain(HttpServer server, String path, Metrics metrics) {
        server.createContext(path, exchange -> {
            byte[] body = metrics.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
