package org.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.WhenCancelled;
import org.junit.jupiter.api.Assumptions;

/** Programs that are not written here, to talk with. */
final class Peers {
  static final String HOST = "127.0.0.1";
  private static final long PATIENCE_SECONDS = 100; // less than the tests' own limit

  private Peers() {}

  /** What a program has said, on both its outputs, and how it has ended. */
  record Said(int status, String text) {}

  /** Skips the test, and says so, unless all the programs are here. */
  static void need(String... programs) {
    for (String program : programs) {
      boolean here =
          List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
      if (!here) {
        System.err.printf("skipped: there is no %s on this machine%n", program);
      }
      Assumptions.assumeTrue(here, "there is no " + program + " on this machine");
    }
  }

  /** Runs a program to its end while the loop goes on. */
  static Said run(String input, String... command) {
    return Asyncio.toThread(() -> runHere(input, command), WhenCancelled.INTERRUPT);
  }

  private static Said runHere(String input, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException endedBefore) {
        // Its status tells.
      }
      var text = new StringBuilder();
      Thread reading = Thread.ofVirtual().start(() -> text.append(allOf(process.getInputStream())));
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + String.join(" ", command));
      }
      reading.join();
      return new Said(process.exitValue(), text.toString());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String allOf(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException closed) {
      return "";
    }
  }

  /** A program that goes on until it is closed. */
  static final class Running implements AutoCloseable {
    private final Process process;

    Running(String... command) throws IOException {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      // A conversation that stands still is to fail, not to hang.
      CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .execute(process::destroyForcibly);
    }

    /** {@return its next line, without suspending anybody else's} */
    String line() {
      return Asyncio.toThread(this::lineHere, WhenCancelled.INTERRUPT);
    }

    private String lineHere() throws IOException {
      var line = new StringBuilder();
      for (int c; (c = process.getInputStream().read()) != '\n'; ) {
        if (c < 0) {
          return line.toString();
        }
        line.append((char) c);
      }
      return line.toString();
    }

    void say(String text) throws IOException {
      process.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      process.getOutputStream().flush();
    }

    void endInput() throws IOException {
      process.getOutputStream().close();
    }

    int status() {
      return Asyncio.toThread(() -> process.waitFor(), WhenCancelled.INTERRUPT);
    }

    @Override
    public void close() {
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * {@return a port that was free just now, for a program that cannot be asked for its own} It is
   * not one of those that the system gives out by itself, so that nobody is given it meanwhile.
   */
  static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
      try (var socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(HOST, port));
        return port;
      } catch (BindException taken) {
        // Then another one.
      }
    }
  }

  /** Connects to a program that may not listen yet. */
  static Streams connectWhenUp(int port, ConnectOptions options) throws IOException {
    double end = Asyncio.getRunningLoop().time() + PATIENCE_SECONDS;
    while (true) {
      try {
        return Net.openConnection(HOST, port, options);
      } catch (java.net.ConnectException notYet) {
        if (Asyncio.getRunningLoop().time() > end) {
          throw notYet;
        }
        Asyncio.sleep(0.01);
      }
    }
  }

  // --- certificates as files ---------------------------------------------------------------------

  /** {@return a file with the certificate of a store} */
  static String certificate(Path folder, KeyStore store) throws Exception {
    String alias = store.aliases().nextElement();
    return pem(
        folder.resolve(alias + ".crt"), "CERTIFICATE", store.getCertificate(alias).getEncoded());
  }

  /** {@return a file with the key of a store} */
  static String key(Path folder, KeyStore store) throws Exception {
    String alias = store.aliases().nextElement();
    var key = store.getKey(alias, Certificates.PASSWORD.toCharArray());
    return pem(folder.resolve(alias + ".key"), "PRIVATE KEY", key.getEncoded());
  }

  private static String pem(Path file, String what, byte[] content) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("-----BEGIN " + what + "-----");
    lines.add(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
    lines.add("-----END " + what + "-----");
    return Files.write(file, lines).toString();
  }
}
