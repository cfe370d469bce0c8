package org.asyncio4j.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key and its certificate, made when they are first asked for: {@code key.p12} as Java wants
 * them, {@code key.pem} and {@code cert.pem} as Python does.
 */
final class TlsKeys {
  private static final String PASSWORD = "benchmark";

  private @Nullable Path folder;

  /** {@return where the files are; they are deleted at the end of this process} */
  Path folder() throws ContestantException {
    Path present = folder;
    if (present == null) {
      try {
        present = Files.createTempDirectory("keys");
        make(present);
      } catch (IOException | GeneralSecurityException failed) {
        throw new ContestantException("no key for TLS can be made: " + failed.getMessage());
      }
      folder = present;
    }
    return present;
  }

  private static void make(Path folder)
      throws IOException, GeneralSecurityException, ContestantException {
    Path store = folder.resolve("key.p12");
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    for (Path file : List.of(folder, store, certificate, key)) {
      file.toFile().deleteOnExit(); // the last one first
    }
    run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString()));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, PASSWORD.toCharArray());
    }
    writePem(certificate, "CERTIFICATE", keys.getCertificate("server").getEncoded());
    writePem(key, "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
  }

  private static void run(List<String> command) throws IOException, ContestantException {
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    keytool.getOutputStream().close();
    String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII).strip();
    try {
      if (keytool.waitFor() != 0) {
        throw new ContestantException("keytool failed: " + said);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ContestantException("interrupted while keytool ran");
    }
  }

  private static void writePem(Path file, String what, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, text, what));
  }
}
