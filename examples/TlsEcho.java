// Run it: ./asyncio4j run examples/TlsEcho.java
// An echo over TLS: the client trusts this server's certificate and no other, and checks the name.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import java.security.*;
import javax.net.ssl.*;
import org.asyncio4j.*;
import org.asyncio4j.net.*;

final char[] password = "changeit".toCharArray();

// A key for localhost with a certificate signed by itself, made by the JDK's keytool.
KeyStore makeKeys() throws Exception {
  var directory = Files.createTempDirectory("tls");
  var file = directory.resolve("keys.p12");
  var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
  var made =
      createSubprocessExec(
          List.of(keytool, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=echo",
              "-ext", "san=dns:localhost", "-storepass", "changeit", "-keystore", file.toString()),
          SubprocessOptions.DEFAULT.withStderr(Subprocess.DEVNULL));
  try {
    if (made.waitFor() != 0) {
      throw new IllegalStateException("keytool has failed");
    }
    return KeyStore.getInstance(file.toFile(), password);
  } finally {
    Files.deleteIfExists(file);
    Files.delete(directory);
  }
}

SSLContext serversContext(KeyStore keys) throws GeneralSecurityException {
  var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
  managers.init(keys, password);
  var context = SSLContext.getInstance("TLS");
  context.init(managers.getKeyManagers(), null, null);
  return context;
}

// Its own certificate is in the store beside the key: who trusts that, trusts this server.
SSLContext clientsContext(KeyStore keys) throws GeneralSecurityException, IOException {
  var trusted = KeyStore.getInstance("PKCS12");
  trusted.load(null, null);
  trusted.setCertificateEntry("server", keys.getCertificate("server"));
  var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
  managers.init(trusted);
  var context = SSLContext.getInstance("TLS");
  context.init(null, managers.getTrustManagers(), null);
  return context;
}

void echo(StreamReader reader, StreamWriter writer) throws IOException {
  try (writer) {
    for (byte[] line : reader) {
      writer.write(line);
      writer.drain();
    }
  }
}

void main() {
  run(
      () -> {
        var keys = makeKeys();
        var serving = ServerOptions.DEFAULT.withSsl(serversContext(keys));
        var connecting = ConnectOptions.DEFAULT.withSsl(clientsContext(keys));
        try (var server = startServer(this::echo, "127.0.0.1", 0, serving)) {
          int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
          try (var streams = openConnection("localhost", port, connecting)) {
            var session = streams.writer().getExtraInfo(ExtraInfo.SSL_SESSION);
            IO.println("connected by " + session.getProtocol());
            streams.writer().write("hello\n".getBytes());
            IO.print(new String(streams.reader().readline()));
          }
          try {
            openConnection("127.0.0.1", port, connecting); // the certificate is not for this name
          } catch (SSLException e) {
            IO.println("refused: another name");
          }
        }
      });
}
