package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What this process has of pipes, children and threads of ours, before and after. */
final class Leaks {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Set<String> pipesBefore = pipes();
  private final Set<Long> childrenBefore = children();

  /** Waits until everything has gone that was not there before. */
  void assertNone() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isClean() && System.nanoTime() < deadline) {
      Thread.sleep(2); // other processes end when they end
    }
    assertThat(pipes()).isSubsetOf(pipesBefore);
    assertThat(children()).isSubsetOf(childrenBefore);
    assertThat(threads()).isEmpty();
  }

  private boolean isClean() {
    return pipesBefore.containsAll(pipes())
        && childrenBefore.containsAll(children())
        && threads().isEmpty();
  }

  private static Set<String> pipes() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return Set.of();
    }
    try (var links = Files.list(DESCRIPTORS)) {
      return links
          .map(Leaks::target)
          .filter(target -> target.startsWith("pipe:"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  /** Zombies, too. */
  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** {@return the names of the threads of pipes} */
  static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("asyncio4j-(\\d+-std(in|out|err)|(read|write)-\\d+)"))
        .toList();
  }
}
