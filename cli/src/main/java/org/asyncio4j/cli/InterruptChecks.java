package org.asyncio4j.cli;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.KeyboardInterrupt;

/**
 * Lets Ctrl-C end a loop of a snippet that never awaits: before every backward branch, and where a
 * method begins, the code of snippets asks here whether to go on, as the interpreter does in
 * Python.
 */
public final class InterruptChecks {
  private static final ClassDesc OURS = ClassDesc.of(InterruptChecks.class.getName());

  // Set by the thread that handles the signal, cleared by the loop's.
  private static volatile boolean requested;

  private InterruptChecks() {}

  static void request() {
    requested = true;
  }

  static void withdraw() {
    requested = false;
  }

  /**
   * Called by the code of snippets.
   *
   * @throws KeyboardInterrupt if that is requested and this is the loop, not a thread beside it
   */
  public static void check() {
    if (requested && isLoop()) {
      requested = false;
      throw new KeyboardInterrupt();
    }
  }

  private static boolean isLoop() {
    try {
      Asyncio.getRunningLoop();
      return true;
    } catch (IllegalStateException none) {
      return false;
    }
  }

  /** {@return a class file with the checks in it} */
  static byte[] weaveInto(byte[] classFile, ClassHierarchyResolver resolver) {
    var format = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(resolver));
    return format.transformClass(
        format.parse(classFile),
        ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Weaver::new)));
  }

  private static final class Weaver implements CodeTransform {
    private final Set<Label> passed = new HashSet<>();

    @Override
    public void atStart(CodeBuilder code) {
      addCheck(code);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      switch (element) {
        case LabelTarget label -> passed.add(label.label());
        case BranchInstruction branch when passed.contains(branch.target()) -> addCheck(code);
        default -> {} // goes on, or forward
      }
      code.with(element);
    }

    private static void addCheck(CodeBuilder code) {
      code.invokestatic(OURS, "check", ConstantDescs.MTD_void);
    }
  }
}
