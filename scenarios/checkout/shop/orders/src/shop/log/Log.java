package shop.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import shop.trace.Span;

/** Text log on standard output, one layout for every class. */
public final class Log {
    private static final DateTimeFormatter STAMP =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private final String name;

    private Log(String name) {
        this.name = name;
    }

    public static Log of(Class<?> owner) {
        return new Log(owner.getName());
    }

    public void info(String message) {
        write("INFO ", message, null);
    }

    public void warn(String message) {
        write("WARN ", message, null);
    }

    public void error(String message, Throwable cause) {
        write("ERROR", message, cause);
    }

    private void write(String level, String message, Throwable cause) {
        StringWriter text = new StringWriter();
        text.append(LocalDateTime.now().format(STAMP)).append(' ').append(level)
            .append(" [").append(Thread.currentThread().getName()).append("] ")
            .append(name).append(" - ").append(message);
        Span span = Span.current();
        if (span != null) {
            text.append(" trace_id=").append(span.traceId());
        }
        text.append('\n');
        if (cause != null) {
            cause.printStackTrace(new PrintWriter(text, true));
        }
        // One write per event, so that events of two threads never interleave.
        synchronized (System.out) {
            System.out.print(text);
            System.out.flush();
        }
    }
}
