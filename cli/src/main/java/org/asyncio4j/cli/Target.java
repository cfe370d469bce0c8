package org.asyncio4j.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.asyncio4j.cli.agent.Agent;

/** A process that is to be looked at. */
final class Target {
  private final String pid;
  private final ProcessHandle process;

  /**
   * Finds a process.
   *
   * @throws InspectionException if there is none, or none that can be looked at
   */
  Target(String pid) throws InspectionException {
    this.pid = pid;
    this.process = process(pid);
    if (process.equals(ProcessHandle.current())) {
      throw new InspectionException("process %s is this command itself".formatted(pid));
    }
    requireJvm();
  }

  private static ProcessHandle process(String pid) throws InspectionException {
    long number;
    try {
      number = Long.parseLong(pid);
    } catch (NumberFormatException wrong) {
      throw new InspectionException("expected a process id, got " + pid, wrong);
    }
    return ProcessHandle.of(number)
        .filter(ProcessHandle::isAlive)
        .orElseThrow(() -> new InspectionException("there is no process " + pid));
  }

  /** To attach is to send a signal, which ends many a program that is no JVM. */
  private void requireJvm() throws InspectionException {
    if (VirtualMachine.list().stream().anyMatch(known -> known.id().equals(pid))) {
      return;
    }
    Path maps = Path.of("/proc", pid, "maps");
    if (!Files.exists(maps)) {
      return; // not Linux: those send no signal, or ask first
    }
    try (Stream<String> lines = Files.lines(maps)) {
      if (lines.noneMatch(line -> line.contains("/libjvm.so"))) {
        throw new InspectionException("process %s is not a JVM".formatted(pid));
      }
    } catch (IOException | java.io.UncheckedIOException unreadable) {
      throw new InspectionException(notPermitted(), unreadable);
    }
  }

  private String notPermitted() {
    String others = owner().map(" of user %s: only they and root may"::formatted).orElse("");
    return "no permission to look at process " + pid + others;
  }

  private Optional<String> owner() {
    return process.info().user().filter(user -> !user.equals(System.getProperty("user.name")));
  }

  /**
   * {@return the lines of a report}
   *
   * @param command what to report, see {@link org.asyncio4j.cli.agent.Report}
   * @throws InspectionException if it cannot be had
   */
  List<String> report(String command) throws InspectionException {
    try {
      Path file = Files.createTempFile("asyncio4j-" + pid + "-", ".txt"); // readable by us alone
      try {
        giveToOwner(file);
        load(command + " " + file);
        return reportIn(Files.readAllLines(file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new InspectionException(
          "cannot exchange a file with process %s: %s".formatted(pid, failed), failed);
    }
  }

  /** Root may look at everybody's processes, which may not write to root's files. */
  private void giveToOwner(Path file) throws IOException {
    Optional<String> owner = owner();
    if (owner.isPresent()) {
      var users = file.getFileSystem().getUserPrincipalLookupService();
      try {
        Files.setOwner(file, users.lookupPrincipalByName(owner.get()));
      } catch (IOException refused) {
        // Then we are not root, and attaching will say that more clearly.
      }
    }
  }

  private void load(String arguments) throws InspectionException {
    VirtualMachine machine;
    try {
      machine = VirtualMachine.attach(pid);
    } catch (AttachNotSupportedException | IOException refused) {
      String reason = "cannot attach to process %s: %s".formatted(pid, refused.getMessage());
      throw new InspectionException(owner().isPresent() ? notPermitted() : reason, refused);
    }
    try {
      machine.loadAgent(agentJar().toString(), arguments);
    } catch (AgentLoadException | AgentInitializationException | IOException refused) {
      throw new InspectionException(
          "process %s does not load an agent: %s".formatted(pid, refused.getMessage()), refused);
    } finally {
      detach(machine);
    }
  }

  private static void detach(VirtualMachine machine) {
    try {
      machine.detach();
    } catch (IOException ignored) {
      // It has ended, or will notice that we have.
    }
  }

  /** Beside our jar, or in a build beside our classes. */
  private static Path agentJar() throws InspectionException {
    try {
      var ours = Target.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path directory = Objects.requireNonNull(Path.of(ours).getParent(), "directory");
      Path jar = directory.resolve("asyncio4j-agent.jar");
      if (Files.exists(jar)) {
        return jar;
      }
      throw new InspectionException("there is no %s: build the module cli".formatted(jar));
    } catch (URISyntaxException wrong) {
      throw new InspectionException("cannot find the agent: " + wrong, wrong);
    }
  }

  private List<String> reportIn(List<String> answer) throws InspectionException {
    String kind = answer.isEmpty() ? "" : answer.getFirst();
    switch (kind) {
      case Agent.REPORT -> {
        return answer.subList(1, answer.size());
      }
      case Agent.NO_ASYNCIO4J ->
          throw new InspectionException("process %s does not use asyncio4j".formatted(pid));
      default ->
          throw new InspectionException(
              "process %s gave no report: %s"
                  .formatted(
                      pid,
                      String.join(" ", answer.subList(Math.min(1, answer.size()), answer.size()))));
    }
  }
}
