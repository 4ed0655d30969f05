package shop.orders.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The fields of a form body. */
public final class Form {
    private final Map<String, String> fields = new HashMap<>();

    public static Form read(InputStream body) throws IOException {
        Form form = new Form();
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        for (String pair : text.split("&")) {
            int cut = pair.indexOf('=');
            if (cut > 0) {
                form.fields.put(pair.substring(0, cut),
                    URLDecoder.decode(pair.substring(cut + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    public String text(String name) {
        return fields.getOrDefault(name, "");
    }

    public int number(String name) {
        return Integer.parseInt(text(name));
    }
}
