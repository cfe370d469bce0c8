package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.asyncio4j.LoopOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The examples that use the network; servers run as the launcher runs them, each a process. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the launched JVMs choose their engine themselves: once is enough")
@Timeout(120)
final class NetExamplesTest {
  private static final int PATIENCE = 60_000; // milliseconds

  private static Launched server(String file, Object... arguments) throws IOException {
    var words = new ArrayList<String>();
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return Launched.run(Path.of(file), words.toArray(String[]::new));
  }

  /** A client that is not of this project. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
      socket.setSoTimeout(PATIENCE);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    Client says(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    Client hears(String... lines) throws IOException {
      for (String line : lines) {
        assertThat(in.readLine()).isEqualTo(line);
      }
      return this;
    }

    void hearsNoMore() throws IOException {
      assertThat(in.readLine()).isNull();
    }

    Client endsSending() throws IOException {
      socket.shutdownOutput();
      return this;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static void assertEndsByInterrupt(Launched server) throws Exception {
    assertThat(server.interrupt().rest()).endsWith("KeyboardInterrupt", "exit 130");
  }

  @Example("EchoServer.java")
  void echoIsOfWholeLinesAndTheServerEndsByCtrlC(Program program) throws Exception {
    try (var server = server("EchoServer.java", 0)) {
      int port = server.port();
      try (var one = new Client(port);
          var other = new Client(port)) {
        one.says("first\nsec");
        one.hears("first");
        other.says("other\n").hears("other");
        one.says("ond\n").hears("second");
        one.endsSending().hearsNoMore();
        assertEndsByInterrupt(server);
        other.hearsNoMore();
      }
    }
  }

  @Example("EchoClient.java")
  void clientPrintsWhatTheServerSendsBack(Program program) throws Exception {
    try (var server = server("EchoServer.java", 0);
        var client = server("EchoClient.java", server.port())) {
      assertThat(client.rest()).containsExactly("hello", "wide", "world", "exit 0");
    }
  }

  @Test
  void clientWithoutAServerSaysWhere() throws Exception {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      free = socket.getLocalPort();
    }
    try (var client = server("EchoClient.java", free)) {
      assertThat(client.rest())
          .anySatisfy(line -> assertThat(line).contains("ConnectException", "127.0.0.1", "" + free))
          .endsWith("exit 1");
    }
  }

  @Example("ChatServer.java")
  void whatOneSaysAllHear(Program program) throws Exception {
    try (var server = server("ChatServer.java", 0)) {
      int port = server.port();
      try (var ann = new Client(port);
          var bob = new Client(port)) {
        ann.says("ann\n").hears("your name? ann is here");
        bob.says("bob\n").hears("your name? bob is here");
        ann.hears("bob is here");
        try (var impostor = new Client(port)) {
          impostor.says("bob\n").hears("your name? there is a bob already").hearsNoMore();
        }
        ann.says("hello\n").hears("ann: hello");
        bob.hears("ann: hello");
        ann.close();
        bob.hears("ann has left");
      }
      server.prints("ann is here").prints("bob is here").prints("ann: hello");
      assertEndsByInterrupt(server.prints("ann has left").prints("bob has left"));
    }
  }

  @Example("TcpProxy.java")
  void bothDirectionsPassAndEndOneAfterTheOther(Program program) throws Exception {
    try (var server = server("EchoServer.java", 0);
        var proxy = server("TcpProxy.java", 0, "127.0.0.1", server.port())) {
      try (var client = new Client(proxy.port())) {
        client.says("hello\n").hears("hello");
        client.says("last").endsSending().hears("last").hearsNoMore();
      }
      proxy.prints("10 bytes there, 10 back");
    }
  }

  @Example("HttpServer.java")
  void httpIsWhatTheJdksClientTakesForHttp(Program program) throws Exception {
    try (var server = server("HttpServer.java", 0);
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      String site = "http://127.0.0.1:" + server.port();
      assertThat(get(http, site + "/").body()).isEqualTo("hello, world\n");
      assertThat(get(http, site + "/nothing").statusCode()).isEqualTo(404);
      String large = "0123456789".repeat(50_000);
      var echo =
          HttpRequest.newBuilder(URI.create(site + "/echo")).POST(BodyPublishers.ofString(large));
      assertThat(http.send(echo.build(), BodyHandlers.ofString()).body()).isEqualTo(large);
      var careful = echo.expectContinue(true).build();
      assertThat(http.send(careful, BodyHandlers.ofString()).body()).isEqualTo(large);

      var slow = HttpRequest.newBuilder(URI.create(site + "/slow")).build();
      var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < 50; i++) {
        answers.add(http.sendAsync(slow, BodyHandlers.ofString()));
      }
      for (var answer : answers) {
        assertThat(answer.get().body()).isEqualTo("at last\n");
      }
    }
  }

  private static HttpResponse<String> get(HttpClient http, String uri) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
  }

  @Test
  void httpKeepsConnectionsAlivePipelinesAndRefusesNonsense() throws Exception {
    try (var server = server("HttpServer.java", 0)) {
      int port = server.port();
      try (var client = new Client(port)) {
        client.says("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n");
        String[] ok = {"HTTP/1.1 200 OK", "Content-Type: text/plain", "Content-Length: 13"};
        client.hears(ok).hears("Connection: keep-alive", "", "hello, world");
        client.hears(ok).hears("Connection: close", "", "hello, world").hearsNoMore();
      }
      try (var client = new Client(port)) {
        client.says("HEAD / HTTP/1.0\r\n\r\n").hears("HTTP/1.1 200 OK");
        client.hears("Content-Type: text/plain", "Content-Length: 13", "Connection: close", "");
        client.hearsNoMore();
      }
      for (String nonsense : List.of("nonsense\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n")) {
        try (var client = new Client(port)) {
          client.says(nonsense).hears("HTTP/1.1 400 Bad Request");
        }
      }
      try (var client = new Client(port)) {
        client
            .says("GET /" + "x".repeat(65_535)) // four bytes too many, none of them unread
            .hears("HTTP/1.1 431 Request Header Fields Too Large");
      }
      assertEndsByInterrupt(server);
    }
  }

  @Test
  void curlUsesOneConnectionForTwoRequests() throws Exception {
    assumeTrue(isThere("curl"), "curl is not installed");
    try (var server = server("HttpServer.java", 0)) {
      String site = "http://127.0.0.1:%s/".formatted(server.port());
      Process curl =
          new ProcessBuilder(
                  "curl", "-q", "-sS", "--noproxy", "*", "-w", "%{num_connects}\n", site, site)
              .redirectErrorStream(true)
              .start();
      assertThat(curl.inputReader().readAllLines())
          .containsExactly("hello, world", "1", "hello, world", "0");
      assertThat(curl.waitFor()).isZero();
    }
  }

  private static boolean isThere(String program) throws Exception {
    try {
      return new ProcessBuilder(program, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  @Example("Crawler.java")
  void everyPageIsFetchedOnceAndThreeAtMostAtATime(Program program) throws Exception {
    Ran ran = program.runWith(LoopOptions.DEFAULT);

    assertThat(ran.out())
        .isEqualTo(
            """
            / has 3 links
            /about has 1 links
            /apple has 1 links
            /archive is broken
            /cherry has 1 links
            /fruit has 4 links
            /news has 2 links
            /pear has 1 links
            /plum is broken
            at most 3 visitors at once
            """);
    assertThat(ran.took()).isGreaterThan(Duration.ofMillis(200));
  }

  @Example("UdpTime.java")
  void clientAsksAgainWhenItsQuestionIsLost(Program program) throws Exception {
    Ran ran = program.runWith(LoopOptions.DEFAULT);

    assertThat(ran.out())
        .contains("service: the first question is lost\nclient: no answer, asks again\n")
        .endsWith("client: it is now\n");
  }

  @Example("TlsEcho.java")
  void echoIsEncryptedAndTheNameChecked(Program program) throws Exception {
    Ran ran = program.runWith(LoopOptions.DEFAULT);

    assertThat(ran.out())
        .isEqualTo(
            """
            connected by TLSv1.3
            hello
            refused: another name
            """);
  }
}
