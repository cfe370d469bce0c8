package org.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys for tests, made by the JDK's keytool. */
final class Certificates {
  static final String PASSWORD = "changeit";

  /** For localhost and 127.0.0.1. */
  static final KeyStore SERVER = make("server", "dns:localhost,ip:127.0.0.1");

  /** For somebody else. */
  static final KeyStore OTHER = make("other", "dns:other.example");

  /** A client's. */
  static final KeyStore CLIENT = make("client", "dns:client.example");

  private Certificates() {}

  private static KeyStore make(String name, String subjects) {
    try {
      Path file = Files.createTempDirectory("keys").resolve(name + ".p12");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname"));
      command.addAll(List.of("secp256r1", "-dname", "CN=" + name, "-ext", "san=" + subjects));
      command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore"));
      command.add(file.toString());
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes());
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD.toCharArray());
      }
      Files.delete(file);
      Files.delete(file.getParent());
      return store;
    } catch (IOException | InterruptedException | GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** {@return a context with a key, which trusts the holders of others} */
  static SSLContext context(KeyStore own, KeyStore... trusted) {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, PASSWORD.toCharArray());
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      for (KeyStore other : trusted) {
        String alias = other.aliases().nextElement();
        trust.setCertificateEntry(alias, other.getCertificate(alias));
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** {@return a client's context, without a key} */
  static SSLContext trusting(KeyStore... trusted) {
    try {
      KeyStore none = KeyStore.getInstance("PKCS12");
      none.load(null, null);
      return context(none, trusted);
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
