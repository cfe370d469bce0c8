package org.asyncio4j.adversarial;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** What {@link HardLimit} does. JUnit's own time limits interrupt the test and say less. */
final class HardLimitExtension implements InvocationInterceptor {
  /** A shorter limit is for those who look for hanging programs. */
  static final Duration LIMIT =
      Duration.ofSeconds(Integer.getInteger("asyncio4j.adversarial.seconds", 60));

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    runLimited(invocation, context.getDisplayName());
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    runLimited(invocation, method.getExecutable().getName() + " " + context.getDisplayName());
  }

  private static void runLimited(Invocation<Void> invocation, String name) throws Throwable {
    var thrown = new AtomicReference<Throwable>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("attack " + name)
            .start(
                () -> {
                  try {
                    invocation.proceed();
                  } catch (Throwable failure) {
                    thrown.set(failure);
                  }
                });
    if (!thread.join(LIMIT)) {
      throw new AssertionError(
          "%s has not ended after %s%n%s".formatted(name, LIMIT, ThreadDump.take()));
    }
    if (thrown.get() != null) {
      throw thrown.get();
    }
  }
}
