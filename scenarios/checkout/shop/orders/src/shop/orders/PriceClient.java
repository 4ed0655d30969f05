package shop.orders;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shop.trace.Span;

/** Asks the catalog what one piece costs now. */
public class PriceClient {
    private static final Pattern CENTS = Pattern.compile("\"cents\": ?(\\d+)");

    private final HttpClient client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(1)).build();
    private final String base;

    public PriceClient(String base) {
        this.base = base;
    }

    public long cents(String sku) {
        Span span = Span.client("GET /price").set("peer.service", "catalog");
        try {
            return ask(sku, span);
        } catch (IOException e) {
            span.fail(e);
            throw new IllegalStateException("catalog did not answer for " + sku, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            span.end();
        }
    }

    private long ask(String sku, Span span) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/price/" + sku))
            .timeout(Duration.ofSeconds(2)).header("traceparent", span.traceparent()).build();
        String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        Matcher match = CENTS.matcher(body);
        if (!match.find()) {
            throw new IOException("no price in the answer for " + sku);
        }
        return Long.parseLong(match.group(1));
    }
}
