package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The example of a server for HTTP, and clients that are not written here. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the launched JVM chooses its engine itself: once is enough")
@Timeout(120)
final class HttpPeersTest {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");

  /** Skips the test, and says so, unless the program is here. */
  private static void need(String program) {
    boolean here =
        List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!here) {
      System.err.printf("skipped: there is no %s on this machine%n", program);
    }
    assumeTrue(here, "there is no " + program + " on this machine");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var said = process.getInputStream()) {
      String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).describedAs(text).isZero();
      return text;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs curl without what its user has configured: proxies, most of all. */
  private static String curl(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("curl", "-q", "-sS", "--noproxy", "*"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private static Launched server() throws IOException {
    return Launched.run(Path.of("HttpServer.java"), "0");
  }

  @Test
  void wrkFindsNoErrorInWhatTwentyConnectionsGet() throws Exception {
    need("wrk");
    try (var server = server()) {
      String said = run("wrk", "-t", "1", "-c", "20", "-d", "1s", "--timeout", "30s", site(server));
      assertThat(said).doesNotContain("Socket errors", "Non-2xx");
      var requests = REQUESTS.matcher(said);
      assertThat(requests.find()).describedAs(said).isTrue();
      assertThat(Integer.parseInt(requests.group(1))).isPositive();
      assertThat(server.interrupt().rest()).endsWith("KeyboardInterrupt", "exit 130");
    }
  }

  @Test
  void curlGetsPostsAndReusesItsConnection() throws Exception {
    need("curl");
    try (var server = server()) {
      String site = site(server);
      assertThat(curl(site)).isEqualTo("hello, world\n");
      assertThat(curl("-d", "what comes back", site + "echo")).isEqualTo("what comes back");
      assertThat(curl("-o", "-", "-w", "%{http_code}", site + "nothing"))
          .isEqualTo("Not Found\n404");
      assertThat(curl("-w", "%{num_connects}\n", site, site))
          .isEqualTo("hello, world\n1\nhello, world\n0\n");
    }
  }

  private static String site(Launched server) throws IOException {
    return "http://127.0.0.1:%s/".formatted(server.port());
  }
}
