package org.asyncio4j.cli;

import java.io.IOException;
import java.lang.classfile.Attribute;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.RuntimeInvisibleTypeAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.asyncio4j.Asyncio;

/**
 * Core as JShell's compiler shall see it: without annotations on types.
 *
 * <p>JShell declares a snippet's variable with the type that the compiler has inferred, in words;
 * and {@code Task<@Nullable java.lang.Void>}, as it puts that, is not Java.
 */
final class PlainTypes {
  private static final ClassTransform TRANSFORM =
      ClassTransform.dropping(PlainTypes::isTypeAnnotation)
          .andThen(
              ClassTransform.transformingFields(
                  FieldTransform.dropping(PlainTypes::isTypeAnnotation)))
          .andThen(
              // Nor does a compiler need code.
              ClassTransform.transformingMethods(
                  MethodTransform.dropping(
                      element -> element instanceof CodeModel || isTypeAnnotation(element))));

  private PlainTypes() {}

  private static boolean isTypeAnnotation(Object element) {
    return element instanceof Attribute<?>
        && (element instanceof RuntimeVisibleTypeAnnotationsAttribute
            || element instanceof RuntimeInvisibleTypeAnnotationsAttribute);
  }

  /** {@return a jar that is there until this JVM exits} */
  static Path jarOfCore() throws IOException {
    Path core = core();
    Path jar = Files.createTempFile("asyncio4j-repl-", ".jar");
    jar.toFile().deleteOnExit();
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.setLevel(0);
      if (Files.isDirectory(core)) {
        copy(core, out);
      } else {
        try (FileSystem archive = FileSystems.newFileSystem(core)) {
          copy(archive.getPath("/"), out);
        }
      }
    }
    return jar;
  }

  private static Path core() throws IOException {
    try {
      return Path.of(Asyncio.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException wrong) {
      throw new IOException(wrong);
    }
  }

  private static void copy(Path root, ZipOutputStream out) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(root.resolve("org"))) {
      files = tree.filter(file -> file.toString().endsWith(".class")).toList();
    }
    var format = ClassFile.of();
    for (Path file : files) {
      byte[] plain = format.transformClass(format.parse(Files.readAllBytes(file)), TRANSFORM);
      out.putNextEntry(new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
      out.write(plain);
      out.closeEntry();
    }
  }
}
