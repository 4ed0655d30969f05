package shop.trace;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends ended spans as OTLP/HTTP JSON: the sampled ones, and a share of the failed ones. */
public final class Tracer {
    private static final int FAILED_PER_MINUTE = 600;

    private final ConcurrentLinkedQueue<Span> ended = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failedLeft = new AtomicInteger(FAILED_PER_MINUTE);
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI endpoint;
    private final String resource;

    public Tracer(String endpoint, String service, String version, String host) {
        this.endpoint = URI.create(endpoint + "/v1/traces");
        this.resource = "{\"attributes\":[" + attribute("service.name", service) + ","
            + attribute("service.version", version) + "," + attribute("host.name", host) + "]}";
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "span-export");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::export, 2, 2, TimeUnit.SECONDS);
        timer.scheduleAtFixedRate(() -> failedLeft.set(FAILED_PER_MINUTE), 60, 60, TimeUnit.SECONDS);
    }

    void ended(Span span, boolean sampled, boolean failed) {
        // The trace id decides about failed ones, so that every service keeps the same traces.
        boolean chosen = failed && span.traceId().charAt(31) < '3';
        if (sampled || (chosen && failedLeft.decrementAndGet() >= 0)) {
            ended.add(span);
        }
    }

    private void export() {
        List<String> batch = new ArrayList<>();
        for (Span span = ended.poll(); span != null; span = ended.poll()) {
            batch.add(span.json());
        }
        if (batch.isEmpty()) {
            return;
        }
        String body = "{\"resourceSpans\":[{\"resource\":" + resource
            + ",\"scopeSpans\":[{\"scope\":{\"name\":\"shop.trace\"},\"spans\":["
            + String.join(",", batch) + "]}]}]}";
        try {
            client.send(HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.discarding());
        } catch (java.io.IOException e) {
            // Spans are worth less than orders: a lost batch is not retried.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String attribute(String key, String value) {
        return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":" + quote(value) + "}}";
    }

    static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + "\"";
    }
}
