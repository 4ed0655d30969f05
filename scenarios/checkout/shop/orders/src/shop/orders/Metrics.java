package shop.orders;

import java.util.Map;
import java.util.TreeMap;
import java.util.Locale;

/** Counts and times requests, and prints them in the Prometheus text format. */
public final class Metrics {
    private static final double[] BOUNDS = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};

    private final Map<String, Long> requests = new TreeMap<>();
    private final long[] buckets = new long[BOUNDS.length + 1];
    private final ConnectionPool pool;
    private double seconds;

    public Metrics(ConnectionPool pool) {
        this.pool = pool;
    }

    public synchronized void request(String route, int status, double took) {
        requests.merge("route=\"" + route + "\",status=\"" + status + "\"", 1L, Long::sum);
        int place = 0;
        while (place < BOUNDS.length && took > BOUNDS[place]) {
            place++;
        }
        buckets[place]++;
        seconds += took;
    }

    public synchronized String text() {
        StringBuilder out = new StringBuilder();
        head(out, "orders_http_requests_total", "counter", "Requests answered.");
        requests.forEach((labels, count) -> line(out, "orders_http_requests_total", labels, count));
        duration(out);
        gauge(out, "orders_db_pool_connections_in_use", "Connections handed out.", pool.inUse());
        gauge(out, "orders_db_pool_connections_max", "Connections the pool may open.", pool.max());
        gauge(out, "orders_db_pool_waiting_threads", "Threads waiting for one.", pool.waiting());
        head(out, "orders_db_pool_timeouts_total", "counter", "Waits that ended without one.");
        line(out, "orders_db_pool_timeouts_total", "", pool.timeouts());
        return out.toString();
    }

    private void duration(StringBuilder out) {
        String name = "orders_http_request_duration_seconds";
        head(out, name, "histogram", "Time to answer a request.");
        long sum = 0;
        for (int place = 0; place < buckets.length; place++) {
            sum += buckets[place];
            String bound = place < BOUNDS.length ? String.valueOf(BOUNDS[place]) : "+Inf";
            line(out, name + "_bucket", "le=\"" + bound + "\"", sum);
        }
        out.append(String.format(Locale.ROOT, "%s_sum %.6f%n", name, seconds));
        line(out, name + "_count", "", sum);
    }

    private static void gauge(StringBuilder out, String name, String help, long value) {
        head(out, name, "gauge", help);
        line(out, name, "", value);
    }

    private static void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n')
            .append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder out, String name, String labels, long value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }
}
