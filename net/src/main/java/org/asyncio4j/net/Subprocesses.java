package org.asyncio4j.net;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;

/** Starts processes. */
final class Subprocesses {
  private Subprocesses() {}

  static <P extends SubprocessProtocol> Connection<SubprocessTransport, P> exec(
      Supplier<P> protocolFactory, List<String> programAndArgs, SubprocessOptions options)
      throws IOException {
    var started = connect(protocolFactory, programAndArgs, options);
    return new Connection<>(started.transport(), started.protocol());
  }

  static Subprocess create(List<String> programAndArgs, SubprocessOptions options)
      throws IOException {
    var loop = Asyncio.getRunningLoop();
    var started =
        connect(() -> new SubprocessStreamProtocol(loop, options.limit()), programAndArgs, options);
    return new Subprocess(started.transport(), started.protocol());
  }

  static List<String> shell(String command) {
    Objects.requireNonNull(command, "cmd");
    return ProcessSignals.ON_WINDOWS
        ? List.of("cmd.exe", "/c", command)
        : List.of("/bin/sh", "-c", command);
  }

  static List<String> command(String program, String... args) {
    Objects.requireNonNull(program, "program");
    var command = new java.util.ArrayList<String>(1 + args.length);
    command.add(program);
    command.addAll(List.of(args));
    return command;
  }

  private static <P extends SubprocessProtocol> Connection<ProcessTransport, P> connect(
      Supplier<P> protocolFactory, List<String> programAndArgs, SubprocessOptions options)
      throws IOException {
    MachineNetwork.require("a subprocess");
    var loop = Asyncio.getRunningLoop();
    ProcessBuilder builder = builder(programAndArgs, options);
    P protocol = protocolFactory.get();
    ChildPipes pipes = ChildPipes.open(options);
    var transport = ProcessTransport.over(loop, protocol, start(builder, pipes), pipes, options);
    try {
      Asyncio.await(Pipes.turn());
    } catch (Throwable t) {
      transport.close();
      transport.waitFor();
      throw t;
    }
    return new Connection<>(transport, protocol);
  }

  private static ProcessBuilder builder(List<String> programAndArgs, SubprocessOptions options) {
    List<String> command = List.copyOf(programAndArgs);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("no program to run: the command is empty");
    }
    for (String part : command) {
      if (part.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "a null character in the command of %s, at argument %s"
                .formatted(command.getFirst(), command.indexOf(part)));
      }
    }
    var builder =
        new ProcessBuilder(command)
            .redirectInput(options.stdin().forInput())
            .redirectOutput(options.stdout().forOutput())
            .redirectError(options.stderr().forOutput())
            .redirectErrorStream(options.stderr() == Subprocess.STDOUT);
    options.cwd().ifPresent(cwd -> builder.directory(cwd.toFile()));
    options
        .env()
        .ifPresent(
            env -> {
              builder.environment().clear();
              builder.environment().putAll(env);
            });
    return builder;
  }

  private static Process start(ProcessBuilder builder, ChildPipes pipes) throws IOException {
    pipes.redirect(builder);
    boolean started = false;
    try {
      Process process = builder.start();
      started = true;
      return process;
    } catch (IOException e) {
      throw explained(e, builder);
    } finally {
      pipes.closeChildsEnds();
      if (!started) {
        pipes.closeOurEnds();
      }
    }
  }

  /** {@return the failure in the JDK's types for files; the JDK gives it as a text only} */
  private static IOException explained(IOException failure, ProcessBuilder builder) {
    String program = builder.command().getFirst();
    File cwd = builder.directory();
    IOException explained;
    if (failure.getCause() instanceof FileNotFoundException redirected) {
      explained = redirected; // names the file
    } else if (cwd != null && !cwd.isDirectory()) {
      explained = noDirectory(cwd.toPath(), program);
    } else {
      String text = String.valueOf(failure.getMessage());
      if (text.matches("(?s).*\\berror[=:] ?2\\b.*")) {
        explained = new NoSuchFileException(program, null, "no such program, or its interpreter");
      } else if (text.matches("(?s).*\\berror[=:] ?13\\b.*")) {
        explained = new AccessDeniedException(program, null, "it may not be executed");
      } else {
        return failure;
      }
    }
    if (explained != failure.getCause()) {
      explained.initCause(failure);
    }
    return explained;
  }

  private static IOException noDirectory(Path cwd, String program) {
    return Files.exists(cwd)
        ? new NotDirectoryException("%s: cannot run %s there".formatted(cwd, program))
        : new NoSuchFileException(cwd.toString(), null, "cannot run %s there".formatted(program));
  }
}
