package org.asyncio4j.testing.plain;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.asyncio4j.EventLoop;
import org.asyncio4j.testing.agent.TestTools;
import org.jspecify.annotations.Nullable;

/**
 * Reads the class files of a program, from some methods on along the calls that they contain, and
 * collects what is the machine's. Of objects that are made on the way all methods count as called.
 *
 * <p>Not found is what is called by reflection, or on objects that were made elsewhere and are
 * known by their interface alone.
 */
final class ProgramReader {
  private static final int MOST_CLASSES = 200;

  // Our own jars or folders, which are no part of a program.
  private static final List<Class<?>> OURS = List.of(EventLoop.class, PlainSimulation.class);

  /** A method of a class; both as class files write them. */
  record Method(String owner, String name, String descriptor) {}

  private final ClassLoader loader;
  private final Map<String, @Nullable ClassModel> classes = new HashMap<>();
  private final Set<Method> seen = new HashSet<>();
  private final Set<Method> outside = new HashSet<>();
  private final Queue<Method> unread = new ArrayDeque<>();
  private final Set<String> made = new HashSet<>();
  private final Set<UncontrolledCall> found = new LinkedHashSet<>();
  private int read;

  ProgramReader(ClassLoader loader) {
    this.loader = loader;
  }

  /** Reads on from methods that are running outside, whose own calls are none of the program's. */
  void readFrom(Collection<Method> methods) {
    outside.addAll(methods);
    methods.forEach(this::reach);
    readOn();
  }

  /** Reads on from all methods of a class. */
  void readFrom(String className) {
    reachAll(className);
    readOn();
  }

  /** Reads on from methods that will be called; none else of their objects counts as called. */
  void readCalled(Collection<Method> methods) {
    for (Method each : methods) {
      reach(new Method(each.owner, "<clinit>", "()V"));
      reach(each);
    }
    readOn();
  }

  /** {@return whether a method makes an object of an interface by a lambda expression} */
  boolean hasLambda(Method method, Class<?> type) {
    ClassModel model = model(method.owner);
    if (model == null) {
      return false;
    }
    for (MethodModel each : model.methods()) {
      if (isThis(method, each) && each.code().isPresent()) {
        for (CodeElement element : each.code().get()) {
          if (element instanceof InvokeDynamicInstruction call
              && call.typeSymbol()
                  .returnType()
                  .descriptorString()
                  .equals(type.descriptorString())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isThis(Method method, MethodModel model) {
    return model.methodName().equalsString(method.name)
        && model.methodType().equalsString(method.descriptor);
  }

  /** {@return the calls, in the order of finding} */
  List<UncontrolledCall> found() {
    return List.copyOf(found);
  }

  /** {@return whether there was more to read than it may} */
  boolean hasMore() {
    return read > MOST_CLASSES;
  }

  private void readOn() {
    for (Method each; (each = unread.poll()) != null; ) {
      read(each);
    }
  }

  private void reach(Method method) {
    if (seen.add(method)) {
      unread.add(method);
    }
  }

  private void reachAll(String className) {
    ClassModel model = made.add(className) ? model(className) : null;
    if (model == null) {
      return;
    }
    for (MethodModel each : model.methods()) {
      reach(
          new Method(className, each.methodName().stringValue(), each.methodType().stringValue()));
    }
    model.superclass().ifPresent(parent -> reachAll(parent.asInternalName()));
    for (ClassEntry each : model.interfaces()) {
      reachAll(each.asInternalName());
    }
  }

  private void read(Method method) {
    ClassModel model = model(method.owner);
    if (model == null) {
      return;
    }
    for (MethodModel each : model.methods()) {
      if (isThis(method, each)) {
        each.code().ifPresent(code -> read(method, code));
        return;
      }
    }
    if (!method.name.startsWith("<")) {
      model.superclass().ifPresent(parent -> reach(inherited(method, parent)));
      for (ClassEntry each : model.interfaces()) {
        reach(inherited(method, each));
      }
    }
  }

  private static Method inherited(Method method, ClassEntry from) {
    return new Method(from.asInternalName(), method.name, method.descriptor);
  }

  private void read(Method in, Iterable<CodeElement> code) {
    int line = -1;
    for (CodeElement each : code) {
      switch (each) {
        case LineNumber number -> line = number.line();
        case NewObjectInstruction create -> {
          reachInitializer(create.className());
          reachAll(create.className().asInternalName());
        }
        case FieldInstruction field -> {
          if (field.opcode() == Opcode.GETSTATIC) {
            check(in, line, method(field.owner(), field.name().stringValue(), "field"));
          }
          reachInitializer(field.owner());
        }
        case InvokeInstruction call -> {
          if (call.opcode() == Opcode.INVOKESTATIC) {
            reachInitializer(call.owner());
          }
          check(
              in, line, method(call.owner(), call.name().stringValue(), call.type().stringValue()));
        }
        case InvokeDynamicInstruction call -> {
          for (Object argument : call.bootstrapArgs()) {
            if (argument instanceof DirectMethodHandleDesc handle) {
              meet(in, line, method(handle), true);
            }
          }
        }
        default -> {}
      }
    }
  }

  private static Method method(ClassEntry owner, String name, String descriptor) {
    return new Method(owner.asInternalName(), name, descriptor);
  }

  private static Method method(DirectMethodHandleDesc handle) {
    String owner = internalName(handle.owner());
    return handle.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR
        ? new Method(owner, "<init>", handle.lookupDescriptor())
        : new Method(owner, handle.methodName(), handle.lookupDescriptor());
  }

  private static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return type.isClassOrInterface() ? descriptor.substring(1, descriptor.length() - 1) : "";
  }

  /** A method is called. */
  private void check(Method in, int line, Method called) {
    meet(in, line, called, !outside.contains(in));
  }

  /** A method is called, or will be: of the machine, or to be read, too. */
  private void meet(Method in, int line, Method called, boolean counts) {
    Uncontrolled kind = MachineCalls.kindOf(called.owner, called.name, called.descriptor);
    if (kind != null) {
      if (counts) {
        found.add(new UncontrolledCall(kind, called(called), where(in, line), 0));
      }
    } else {
      reach(called);
      if (called.name.equals("<init>")) {
        reachAll(called.owner); // also by a reference such as Worker::new
      }
    }
  }

  private void reachInitializer(ClassEntry type) {
    reach(new Method(type.asInternalName(), "<clinit>", "()V"));
  }

  private static String called(Method method) {
    String owner = method.owner.replace('/', '.');
    return method.name.equals("<init>") ? "new " + owner : owner + "." + method.name;
  }

  private static String where(Method in, int line) {
    String className = in.owner.replace('/', '.');
    String simple = className.substring(className.lastIndexOf('.') + 1);
    int nested = simple.indexOf('$');
    String file = (nested > 0 ? simple.substring(0, nested) : simple) + ".java";
    return Caller.where(className, in.name, line < 0 ? null : file, line);
  }

  // --- class files ------------------------------------------------------------------------------

  private @Nullable ClassModel model(String name) {
    if (!classes.containsKey(name)) {
      classes.put(name, load(name));
    }
    return classes.get(name);
  }

  /** {@return the class, null if it is none of the program's, or no more are to be read} */
  private @Nullable ClassModel load(String name) {
    if (name.isEmpty() || name.startsWith("[") || TestTools.include(name)) {
      return null;
    }
    URL file = loader.getResource(name + ".class");
    if (file == null || (name.startsWith("org/asyncio4j/") && isOurs(file))) {
      return null;
    }
    if (++read > MOST_CLASSES) {
      return null;
    }
    try (InputStream in = file.openStream()) {
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException | IllegalArgumentException unreadable) {
      return null;
    }
  }

  private static boolean isOurs(URL file) {
    for (Class<?> each : OURS) {
      var source = each.getProtectionDomain().getCodeSource();
      if (source == null || file.toString().contains(source.getLocation().toString())) {
        return true;
      }
    }
    return false;
  }
}
