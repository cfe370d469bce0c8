package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Programs started by nohup, or in the background of a script, ignore some signals. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
final class IgnoredSignalsTest {

  /** Does this JVM ignore a signal, as its parent did? */
  static boolean isIgnored(String name) {
    if (name.equals("KILL") || name.equals("USR1")) {
      return false; // the one cannot be, and the other is the JVM's own
    }
    var signal = new Signal(name.replace("SIG", ""));
    SignalHandler handler = Signal.handle(signal, _ -> {});
    Signal.handle(signal, handler);
    return handler.equals(SignalHandler.SIG_IGN);
  }

  /** Sends signals to processes of its own, and prints how these end. */
  static final class SendsSignals {
    public static void main(String[] arguments) {
      System.out.println(isIgnored("INT") + " " + isIgnored("HUP") + " " + isIgnored("TERM"));
      Asyncio.run(
          () -> {
            for (String signal : List.of("INT", "HUP")) {
              var sleep = Net.createSubprocessExec("sleep", "1000");
              sleep.sendSignal(signal);
              sleep.terminate();
              System.out.println(sleep.waitFor());
            }
          });
    }
  }

  @Test
  void whatAProgramIgnoresItsSubprocessesIgnore() throws Exception {
    var command = new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.addAll(ChildJvm.command(SendsSignals.class));
    Process program =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var printed = program.inputReader()) {
      assertThat(printed.readAllLines()).containsExactly("true true false", "-15", "-15");
    } finally {
      program.destroyForcibly().waitFor();
    }
  }
}
