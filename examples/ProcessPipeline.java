// Run it: ./asyncio4j run examples/ProcessPipeline.java

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;
import org.asyncio4j.net.*;

// Three processes side by side: the first one's output is the second one's input, and what the
// second one writes is printed while the first one is still at work. The third one is too slow.

final SubprocessOptions pipes =
    SubprocessOptions.DEFAULT.withStdin(Subprocess.PIPE).withStdout(Subprocess.PIPE);

// Like | in the shell; drain() waits while the second process is behind.
void pump(StreamReader from, StreamWriter to) throws Exception {
  for (byte[] line : from) {
    to.write(line);
    to.drain();
  }
  to.close();
}

void main() {
  run(
      () -> {
        var source =
            createSubprocessShell(
                "for fruit in apple pear cherry; do echo $fruit; sleep 0.1; done",
                pipes.withStdin(Subprocess.DEVNULL));
        var filter =
            createSubprocessShell(
                "while read fruit; do echo \"1 $fruit, please\"; done", pipes);
        TaskGroup.run(
            group -> {
              group.createTask(() -> pump(source.stdout(), filter.stdin()));
              for (String line : filter.stdout().lines()) {
                IO.println(line);
              }
            });
        IO.println("they ended with %s and %s".formatted(source.waitFor(), filter.waitFor()));

        var slow = createSubprocessExec("sleep", "1000");
        try {
          timeout(0.1, () -> slow.waitFor());
        } catch (TimeoutException e) {
          slow.terminate();
          IO.println("too slow, ended with " + slow.waitFor());
        }
      });
}
