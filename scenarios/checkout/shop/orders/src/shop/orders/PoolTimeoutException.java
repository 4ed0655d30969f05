package shop.orders;

import java.sql.SQLException;

/** No connection came free within the time a caller is ready to wait. */
public class PoolTimeoutException extends SQLException {
    public PoolTimeoutException(String message) {
        super(message);
    }
}
