package org.asyncio4j.testing.agent;

import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads be switched where a program touches what threads may share: before it reads or
 * writes a field or an element of an array, enters a monitor, or calls {@code
 * java.util.concurrent}.
 *
 * <p>But not while a class is initialized: that happens once in a JVM, and the same run has to have
 * the same places each time. (It could not be switched either: it holds the carrier.)
 *
 * <p>Of arrays not those of bytes and characters, which are buffers more often than shared.
 */
final class SwitchPoints {
  // A class of each of our own jars or folders.
  private static final List<String> OURS =
      List.of("org/asyncio4j/EventLoop.class", "org/asyncio4j/testing/plain/PlainSimulation.class");

  private final List<String> prefixes;

  SwitchPoints(String packages) {
    this.prefixes =
        Arrays.stream(packages.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .map(name -> name.replace('.', '/') + '/')
            .toList();
  }

  /** {@return whether a class has such places} */
  boolean concern(@Nullable ClassLoader loader, String name, @Nullable ProtectionDomain domain) {
    if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
      return false;
    }
    boolean wanted =
        prefixes.isEmpty() ? !TestTools.include(name) : TestTools.startsWithOne(name, prefixes);
    return wanted && !(name.startsWith("org/asyncio4j/") && isOurs(loader, domain));
  }

  // A loop here, no stream: this runs inside the loading of classes.
  private static boolean isOurs(ClassLoader loader, @Nullable ProtectionDomain domain) {
    if (domain == null || domain.getCodeSource() == null) {
      return true;
    }
    URL location = domain.getCodeSource().getLocation();
    if (location == null) {
      return true;
    }
    for (String name : OURS) {
      URL ours = loader.getResource(name);
      if (ours != null && ours.toString().contains(location.toString())) {
        return true;
      }
    }
    return false;
  }

  CodeTransform in(MethodModel method) {
    if (method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)) {
      return initializer();
    }
    boolean hasMonitor = method.flags().has(AccessFlag.SYNCHRONIZED);
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        if (hasMonitor) {
          point(code); // there is no instruction that enters it
        }
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        if (isPoint(element)) {
          point(code);
        }
        code.with(element);
      }
    };
  }

  // One that throws does not tell that it has ended; the end of the thread's step does.
  private static CodeTransform initializer() {
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        code.invokestatic(SimulationAgent.HOOKS, "initBegins", MTD_void);
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        if (element instanceof ReturnInstruction) {
          code.invokestatic(SimulationAgent.HOOKS, "initEnds", MTD_void);
        }
        code.with(element);
      }
    };
  }

  private static void point(CodeBuilder code) {
    code.invokestatic(SimulationAgent.HOOKS, "point", MTD_void);
  }

  private static boolean isPoint(CodeElement element) {
    return switch (element) {
      case FieldInstruction field -> true;
      case ArrayLoadInstruction load -> isShared(load.typeKind());
      case ArrayStoreInstruction store -> isShared(store.typeKind());
      case MonitorInstruction monitor -> monitor.opcode() == Opcode.MONITORENTER;
      case InvokeInstruction call ->
          call.owner().asInternalName().startsWith("java/util/concurrent/");
      default -> false;
    };
  }

  private static boolean isShared(TypeKind elements) {
    return elements != TypeKind.BYTE && elements != TypeKind.CHAR && elements != TypeKind.BOOLEAN;
  }
}
