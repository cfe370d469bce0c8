package org.asyncio4j.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Keeps the connections of a server busy, from one thread: {@code Load PORT KIND CONNECTIONS BYTES}
 * where KIND is {@code echo}, {@code tls} or {@code http}.
 *
 * <p>Each connection has one request under way. At first all are made, each is answered once, and
 * what comes back is compared; then it prints {@code ready}. For each line {@code go MILLIS} that
 * it reads it works for so long and prints {@code RATE P50 P99}: answers in a second, and the
 * microseconds that half and 99 percent of them took at most. It ends with its input. Linux only.
 */
final class Load {
  private static final int RECEIVE_BYTES = 1 << 20;
  private static final int WAIT_MILLIS = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Sockets sockets;
  private final Client[] clients;
  private final Latencies latencies = new Latencies();
  private long lastAnswer;

  private Load(Sockets sockets, Client[] clients) {
    this.sockets = sockets;
    this.clients = clients;
  }

  static void main(String[] arguments) throws Exception {
    if (arguments.length != 4) {
      throw new IllegalArgumentException("expected PORT KIND CONNECTIONS BYTES");
    }
    int port = Integer.parseInt(arguments[0]);
    String kind = arguments[1];
    int bytes = Integer.parseInt(arguments[3]);
    try (Arena arena = Arena.ofConfined()) {
      var sockets = new Sockets(arena);
      var load = new Load(sockets, new Client[Integer.parseInt(arguments[2])]);
      load.connect(arena, port, kind, bytes);
      System.out.println("ready");
      load.serve();
    }
  }

  private void connect(Arena arena, int port, String kind, int bytes)
      throws IOException, GeneralSecurityException {
    Dialogue dialogue =
        switch (kind) {
          case "echo", "tls" -> Dialogue.echo(arena, bytes);
          case "http" -> Dialogue.http(arena);
          default ->
              throw new IllegalArgumentException(
                  "unknown kind '%s', expected echo, tls or http".formatted(kind));
        };
    SSLContext tls = kind.equals("tls") ? trusting() : null;
    MemorySegment receiving = arena.allocate(RECEIVE_BYTES);
    for (int index = 0; index < clients.length; index++) {
      int socket = sockets.connect(arena, port);
      if (tls == null) {
        clients[index] = new Client(socket, dialogue, receiving);
      } else {
        var client = new TlsClient(arena, socket, dialogue, receiving, tls);
        client.handshake();
        clients[index] = client;
      }
      sockets.add(socket, index);
      clients[index].begin(System.nanoTime());
      finish(1, true);
    }
  }

  // Whom a benchmark talks to is known.
  private static SSLContext trusting() throws GeneralSecurityException {
    var anybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {anybody}, null);
    return context;
  }

  private void serve() throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line; (line = input.readLine()) != null; ) {
      String[] words = line.strip().split(" ", -1);
      if (words.length != 2 || !words[0].equals("go")) {
        throw new IllegalArgumentException("said '%s', expected 'go MILLIS'".formatted(line));
      }
      System.out.println(go(Integer.parseInt(words[1])));
    }
  }

  private String go(int millis) throws IOException {
    latencies.clear();
    long began = System.nanoTime();
    lastAnswer = began;
    for (Client client : clients) {
      client.begin(System.nanoTime());
    }
    long end = began + TimeUnit.MILLISECONDS.toNanos(millis);
    long now;
    while ((now = System.nanoTime()) - end < 0) {
      work(true, false);
      requireLife(now);
    }
    double seconds = (now - began) / (double) TimeUnit.SECONDS.toNanos(1);
    long answers = latencies.total();
    double half = latencies.percentile(0.5);
    double nearlyAll = latencies.percentile(0.99);
    finish(clients.length, false);
    return String.format(
        Locale.ROOT,
        "%.1f %.1f %.1f",
        answers / seconds,
        half / TimeUnit.MICROSECONDS.toNanos(1),
        nearlyAll / TimeUnit.MICROSECONDS.toNanos(1));
  }

  private void requireLife(long now) throws IOException {
    if (now - lastAnswer > PATIENCE_NANOS) {
      throw new Client.BrokenException(
          "no answer for %s seconds".formatted(TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS)));
    }
  }

  /** Waits for the answers that are under way. */
  private void finish(int underWay, boolean verifying) throws IOException {
    lastAnswer = System.nanoTime();
    for (int left = underWay; left > 0; ) {
      left -= work(false, verifying);
      requireLife(System.nanoTime());
    }
  }

  /** Deals with the sockets that are ready. {@return how many answers are complete} */
  private int work(boolean again, boolean verifying) throws IOException {
    int ready = sockets.await(WAIT_MILLIS);
    int complete = 0;
    for (int place = 0; place < ready; place++) {
      int readiness = sockets.readiness(place);
      Client client = clients[sockets.index(place)];
      if ((readiness & Sockets.BROKEN) != 0) {
        throw new Client.BrokenException("a connection is broken");
      }
      if ((readiness & Sockets.WRITABLE) != 0 && client.full()) {
        client.sendMore();
      }
      if ((readiness & Sockets.READABLE) != 0 && client.receive(verifying)) {
        long now = System.nanoTime();
        latencies.add(now - client.started);
        lastAnswer = now;
        complete++;
        if (again) {
          client.begin(now);
        }
      }
    }
    return complete;
  }
}
