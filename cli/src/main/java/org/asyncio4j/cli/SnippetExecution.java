package org.asyncio4j.cli;

import java.io.ByteArrayInputStream;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ClassDesc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/** Runs JShell's snippets in this JVM, each in a task of the REPL's loop. */
final class SnippetExecution extends DirectExecutionControl {
  private final ReplLoop loop;

  // The snippets' classes, which refer to each other.
  private final Map<ClassDesc, byte[]> classFiles = new ConcurrentHashMap<>();
  private final ClassHierarchyResolver resolver =
      ClassHierarchyResolver.defaultResolver()
          .orElse(ClassHierarchyResolver.ofResourceParsing(this::classFile).cached());

  private SnippetExecution(ReplLoop loop) {
    this.loop = loop;
  }

  static ExecutionControlProvider provider(ReplLoop loop) {
    return new ExecutionControlProvider() {
      @Override
      public String name() {
        return "asyncio4j";
      }

      @Override
      public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return new SnippetExecution(loop);
      }
    };
  }

  private @Nullable ByteArrayInputStream classFile(ClassDesc type) {
    byte[] bytes = classFiles.get(type);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    for (ClassBytecodes one : classes) {
      classFiles.put(ClassDesc.of(one.name()), one.bytecodes());
    }
    var woven = new ClassBytecodes[classes.length];
    for (int i = 0; i < classes.length; i++) {
      woven[i] =
          new ClassBytecodes(
              classes[i].name(), InterruptChecks.weaveInto(classes[i].bytecodes(), resolver));
    }
    super.load(woven);
  }

  /** The value's string is made in the task as well: {@code toString} is a snippet's code, too. */
  @Override
  protected String invoke(Method snippet) throws Exception {
    try {
      return loop.call(() -> valueString(run(snippet)));
    } catch (Exception | Error thrown) {
      if (loop.interrupted()) {
        throw new StoppedException();
      }
      throw new InvocationTargetException(thrown);
    } catch (Throwable thrown) {
      throw new InvocationTargetException(thrown);
    }
  }

  private static @Nullable Object run(Method snippet) throws Exception {
    try {
      return snippet.invoke(null);
    } catch (InvocationTargetException thrown) {
      switch (thrown.getCause()) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case null, default -> throw thrown;
      }
    }
  }
}
