package shop.orders;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import shop.log.Log;

/** A fixed number of database connections, handed out one borrower each. */
public final class ConnectionPool {
    private static final Log LOG = Log.of(ConnectionPool.class);

    private final String url;
    private final int max;
    private final long waitMillis;
    private final Semaphore permits;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final AtomicLong timeouts = new AtomicLong();

    public ConnectionPool(String url, int max, long waitMillis) {
        this.url = url;
        this.max = max;
        this.waitMillis = waitMillis;
        this.permits = new Semaphore(max, true);
    }

    public Connection borrow() throws SQLException {
        acquirePermit();
        try {
            Connection connection = takeIdle();
            return connection != null ? connection : DriverManager.getConnection(url);
        } catch (SQLException | RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    /** Takes a connection back and rolls back whatever its borrower left open. */
    public void release(Connection connection) {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
                synchronized (idle) {
                    idle.push(connection);
                }
            }
        } catch (SQLException e) {
            LOG.warn("dropping a broken connection: " + e.getMessage());
        } finally {
            permits.release();
        }
    }

    public int inUse() {
        return max - permits.availablePermits();
    }

    public int max() {
        return max;
    }

    public int waiting() {
        return permits.getQueueLength();
    }

    public long timeouts() {
        return timeouts.get();
    }

    private void acquirePermit() throws SQLException {
        try {
            if (permits.tryAcquire(waitMillis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for a connection", e);
        }
        timeouts.incrementAndGet();
        throw new PoolTimeoutException("no connection after " + waitMillis + " ms");
    }

    private Connection takeIdle() {
        synchronized (idle) {
            return idle.poll();
        }
    }
}
