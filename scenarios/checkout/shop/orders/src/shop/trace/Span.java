package shop.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** One timed piece of work of a request; the server span is kept per thread. */
public final class Span {
    private static final ThreadLocal<Span> CURRENT = new ThreadLocal<>();

    private final Tracer tracer;
    private final String traceId;
    private final String parentId;
    private final String id = hex(16);
    private final String name;
    private final int kind;
    private final boolean sampled;
    private final long start = nowNanos();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private long end;
    private String error;

    private Span(Tracer tracer, String traceId, String parentId, String name, int kind,
                 boolean sampled) {
        this.tracer = tracer;
        this.traceId = traceId;
        this.parentId = parentId;
        this.name = name;
        this.kind = kind;
        this.sampled = sampled;
    }

    /** Starts a server span from a W3C traceparent header, or a new trace without one. */
    public static Span server(Tracer tracer, String name, String traceparent) {
        String[] parts = traceparent == null ? new String[0] : traceparent.split("-");
        boolean known = parts.length == 4 && parts[1].length() == 32;
        Span span = new Span(tracer, known ? parts[1] : hex(32), known ? parts[2] : "",
            name, 2, known && parts[3].endsWith("1"));
        CURRENT.set(span);
        return span;
    }

    public static Span current() {
        return CURRENT.get();
    }

    /** Starts the span of a call to another service, below the one of this thread. */
    public static Span client(String name) {
        return below(name, 3);
    }

    /** Starts a span of work inside this process, below the one of this thread. */
    public static Span inner(String name) {
        return below(name, 1);
    }

    private static Span below(String name, int kind) {
        Span up = CURRENT.get();
        return new Span(up.tracer, up.traceId, up.id, name, kind, up.sampled);
    }

    public Span set(String key, String value) {
        attributes.put(key, value);
        return this;
    }

    public void fail(Throwable cause) {
        error = cause.getClass().getName() + ": " + cause.getMessage();
    }

    public void end() {
        end = nowNanos();
        if (CURRENT.get() == this) {
            CURRENT.remove();
        }
        tracer.ended(this, sampled, error != null);
    }

    public String traceId() {
        return traceId;
    }

    /** The header for a call made inside this span. */
    public String traceparent() {
        return "00-" + traceId + "-" + id + "-" + (sampled ? "01" : "00");
    }

    String json() {
        StringBuilder out = new StringBuilder("{\"traceId\":\"").append(traceId)
            .append("\",\"spanId\":\"").append(id).append("\",\"parentSpanId\":\"").append(parentId)
            .append("\",\"name\":\"").append(name).append("\",\"kind\":").append(kind)
            .append(",\"startTimeUnixNano\":\"").append(start)
            .append("\",\"endTimeUnixNano\":\"").append(end).append("\",\"attributes\":[");
        String comma = "";
        for (Map.Entry<String, String> each : attributes.entrySet()) {
            out.append(comma).append(Tracer.attribute(each.getKey(), each.getValue()));
            comma = ",";
        }
        out.append("],\"status\":{");
        if (error != null) {
            out.append("\"message\":").append(Tracer.quote(error)).append(",\"code\":2");
        }
        return out.append("}}").toString();
    }

    private static long nowNanos() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static String hex(int digits) {
        StringBuilder out = new StringBuilder();
        while (out.length() < digits) {
            out.append(String.format("%016x", ThreadLocalRandom.current().nextLong()));
        }
        return out.substring(0, digits);
    }
}
