package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Peers.HOST;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a machine whose system does not speak English, what goes wrong is the same. */
@Tag("one-engine")
@Timeout(120)
@EnabledOnOs(OS.LINUX)
final class SystemWordsTest {
  private static final int ECONNREFUSED = 111;

  @Test
  void languageIsThatOfTheCLibrary() {
    assertThat(SystemWords.areEnglish(Map.of())).isTrue();
    assertThat(SystemWords.areEnglish(Map.of("LANG", "C", "LANGUAGE", "tr"))).isTrue();
    assertThat(SystemWords.areEnglish(Map.of("LANG", "C.UTF-8"))).isTrue();
    assertThat(SystemWords.areEnglish(Map.of("LANG", "en_GB.UTF-8"))).isTrue();
    assertThat(SystemWords.areEnglish(Map.of("LANG", "tr_TR", "LC_ALL", "en_US"))).isTrue();
    assertThat(SystemWords.areEnglish(Map.of("LANG", "tr_TR", "LC_ALL", ""))).isFalse();
    assertThat(SystemWords.areEnglish(Map.of("LANG", "C.UTF-8", "LANGUAGE", "tr:en"))).isFalse();
    assertThat(SystemWords.areEnglish(Map.of("LANG", "en_US", "LC_MESSAGES", "de_DE"))).isFalse();
  }

  @Test
  void wordsAreThoseThatTheJdkTells() throws IOException {
    assertThat(refusalOfTheJdk()).isEqualTo(SystemWords.ask(ECONNREFUSED));
  }

  private static InetSocketAddress nobody() throws IOException {
    try (var server = ServerSocketChannel.open()) {
      return (InetSocketAddress) server.bind(new InetSocketAddress(HOST, 0)).getLocalAddress();
    }
  }

  private static String refusalOfTheJdk() throws IOException {
    try (var channel = SocketChannel.open(nobody())) {
      throw new AssertionError(channel + " is connected");
    } catch (ConnectException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  /** Does what goes wrong, and prints what it hears of it, after the JDK's own words. */
  static final class Fails {
    public static void main(String[] arguments) throws IOException {
      System.out.println(refusalOfTheJdk());
      Asyncio.run(
          () -> {
            InetSocketAddress nobody = nobody();
            report(() -> openConnection(HOST, nobody.getPort()));
            report(() -> connectTo(nobody));
            var server = Net.createServer(Echo::new, HOST, 0);
            report(() -> Net.createServer(Echo::new, HOST, TcpTest.port(server)));
            server.close();
            report(() -> Net.openUnixConnection(Path.of("none")));
            report(() -> writeToAPeerThatHasReset());
          });
    }

    private static void connectTo(InetSocketAddress address) throws IOException {
      try (var channel = SocketChannel.open()) {
        channel.configureBlocking(false);
        Net.sockConnect(channel, address);
      }
    }

    private static void writeToAPeerThatHasReset() throws Exception {
      try (var listening = new ServerSocket()) {
        listening.bind(new InetSocketAddress(HOST, 0));
        try (var streams = openConnection(HOST, listening.getLocalPort())) {
          ((Transport) streams.writer().transport())
              .pauseReading(); // so that a write is what finds out
          var peer = listening.accept();
          peer.setSoLinger(true, 0);
          peer.close();
          while (true) {
            streams.writer().write(new byte[100_000]);
            streams.writer().drain();
          }
        }
      }
    }

    private static void report(Action action) {
      try {
        action.run();
        System.out.println("done");
      } catch (Exception failed) {
        System.out.println(failed.toString().replaceAll(":\\d+", ":PORT"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"the better", "nio"})
  void exceptionsAreTheSameInAnotherLanguage(String sockets, @TempDir Path locales)
      throws Exception {
    Peers.need("localedef");
    var made = new ProcessBuilder("localedef", "-i", "de_DE", "-f", "UTF-8", "./de_DE.UTF-8");
    made.directory(locales.toFile()).redirectErrorStream(true);
    made.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    // With C alone, a JVM finds no class whose path has letters beyond ASCII.
    List<String> english = failures(sockets, Map.of("LC_ALL", "C.UTF-8"));
    List<String> german =
        failures(sockets, Map.of("LC_ALL", "de_DE.UTF-8", "LOCPATH", locales.toString()));

    assertThat(english.getFirst()).isEqualTo("Connection refused");
    assumeTrue(
        german.getFirst().equals("Verbindungsaufbau abgelehnt"), "the system has no German words");
    assertThat(german.subList(1, german.size())).isEqualTo(english.subList(1, english.size()));
    assertThat(german.subList(1, german.size()))
        .contains("java.net.ConnectException: Connection refused: 127.0.0.1:PORT")
        .anyMatch(line -> line.startsWith(ConnectionResetException.class.getName()))
        .hasSize(5);
  }

  private static List<String> failures(String sockets, Map<String, String> environment)
      throws Exception {
    var command = new ArrayList<>(ChildJvm.command(Fails.class));
    command.add(1, "--enable-native-access=ALL-UNNAMED");
    if (sockets.equals("nio")) {
      command.add(1, "-D%s=nio".formatted(Native.PROPERTY));
    }
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process program = builder.start();
    try (var printed = program.inputReader()) {
      return printed.readAllLines();
    } finally {
      program.destroyForcibly().waitFor();
    }
  }
}
