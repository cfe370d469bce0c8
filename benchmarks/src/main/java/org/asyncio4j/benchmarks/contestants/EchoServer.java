package org.asyncio4j.benchmarks.contestants;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What all servers do beside serving. Each is started with {@code MODE [FOLDER]}, where MODE is
 * {@code streams}, {@code protocols}, {@code tls} or {@code http}; for {@code tls} its key is in
 * that folder. It prints its port, then {@code ready}, and ends with its input. Asked to {@code
 * collect}, it collects its garbage and says so.
 *
 * <p>All of them send back what comes, as soon as it comes; or for {@code http} answer each request
 * with the same bytes. A request is complete when its headers are: it has no body.
 */
final class EchoServer {
  static final String HOST = "127.0.0.1";

  /** How much a server that reads into a buffer of its own reads at once. */
  static final int CHUNK = 64 * 1024;

  static final String STREAMS = "streams";
  static final String PROTOCOLS = "protocols";
  static final String TLS = "tls";
  static final String HTTP = "http";

  static final byte[] END_OF_REQUEST = "\r\n\r\n".getBytes(US_ASCII);
  static final byte[] HELLO =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"
          .getBytes(US_ASCII);

  private static final char[] PASSWORD = "benchmark".toCharArray();

  private EchoServer() {}

  /** Says that clients may come. */
  static void ready(int port) {
    System.out.println(port);
    System.out.println("ready");
  }

  /** Returns at the end of the input. */
  static void awaitEnd() throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line; (line = input.readLine()) != null; ) {
      if (line.equals("collect")) {
        System.gc();
        System.out.println("collected");
      }
    }
  }

  /** {@return the server's side of TLS, with the key in a folder} */
  static SSLContext tls(String folder) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(Path.of(folder, "key.p12"))) {
      keys.load(file, PASSWORD);
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  static IllegalArgumentException unknown(String mode) {
    return new IllegalArgumentException(
        "unknown mode '%s', expected one of %s, %s, %s, %s"
            .formatted(mode, STREAMS, PROTOCOLS, TLS, HTTP));
  }
}
