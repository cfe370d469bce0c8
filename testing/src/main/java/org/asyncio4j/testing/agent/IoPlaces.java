package org.asyncio4j.testing.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.util.Map.entry;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the JDK does real input and output: the methods that all ways to it go through, whoever
 * calls them. What another implementation of a file system does in memory does not come here.
 */
final class IoPlaces {
  private static final Set<String> PROVIDER =
      Set.of(
          "checkAccess",
          "copy",
          "createDirectory",
          "createLink",
          "createSymbolicLink",
          "exists",
          "getFileAttributeView",
          "getFileStore",
          "implDelete",
          "isExecutable",
          "isHidden",
          "isReadable",
          "isWritable",
          "move",
          "newAsynchronousFileChannel",
          "newByteChannel",
          "newDirectoryStream",
          "newFileChannel",
          "readAttributes",
          "readAttributesIfExists",
          "readSymbolicLink");

  private static final Set<String> FILE_SYSTEM =
      Set.of(
          "canonicalize",
          "checkAccess",
          "createDirectory",
          "createFileExclusively",
          "delete",
          "getBooleanAttributes",
          "getLastModifiedTime",
          "getLength",
          "getSpace",
          "hasBooleanAttributes",
          "list",
          "listRoots",
          "rename",
          "setLastModifiedTime",
          "setPermission",
          "setReadOnly");

  private static final Set<String> WATCHES = Set.of("newWatchService");
  private static final Set<String> REAL_PATH = Set.of("toRealPath");

  // Classes of other systems than this one are not there, and not missed.
  private static final Map<String, Set<String>> FILES =
      Map.ofEntries(
          entry("java/io/RandomAccessFile", Set.of("open")),
          entry("java/io/UnixFileSystem", FILE_SYSTEM),
          entry("java/io/WinNTFileSystem", FILE_SYSTEM),
          entry("sun/nio/fs/UnixFileSystemProvider", PROVIDER),
          entry("sun/nio/fs/WindowsFileSystemProvider", PROVIDER),
          entry("sun/nio/fs/BsdFileSystem", WATCHES),
          entry("sun/nio/fs/LinuxFileSystem", WATCHES),
          entry("sun/nio/fs/MacOSXFileSystem", WATCHES),
          entry("sun/nio/fs/WindowsFileSystem", WATCHES),
          entry("sun/nio/fs/UnixPath", REAL_PATH),
          entry("sun/nio/fs/WindowsPath", REAL_PATH));

  // What has been opened before the simulation, or for the JDK's own ends, is told apart later.
  private static final Map<String, Set<String>> OPEN_FILES =
      Map.of(
          "java/io/FileInputStream", Set.of("open", "read", "skip", "available"),
          "java/io/FileOutputStream", Set.of("open", "write"),
          "java/io/RandomAccessFile",
              Set.of("read", "readBytes", "implWrite", "implWriteBytes", "length"),
          "sun/nio/ch/FileChannelImpl",
              Set.of(
                  "force",
                  "map",
                  "read",
                  "size",
                  "transferFrom",
                  "transferTo",
                  "truncate",
                  "write"));

  private static final Map<String, Set<String>> NETWORK =
      Map.ofEntries(
          entry("java/net/InetAddress$PlatformResolver", Set.of("lookupByName", "lookupByAddress")),
          entry("java/nio/channels/AsynchronousServerSocketChannel", Set.of("open")),
          entry("java/nio/channels/AsynchronousSocketChannel", Set.of("open")),
          entry("sun/nio/ch/Net", Set.of("bind", "connect", "serverSocket", "socket")),
          entry("sun/nio/ch/NioSocketImpl", Set.of("accept", "implRead", "implWrite")),
          entry("sun/nio/ch/SelectorImpl", Set.of("lockAndDoSelect")),
          entry("sun/nio/ch/ServerSocketChannelImpl", Set.of("accept", "blockingAccept")),
          entry(
              "sun/nio/ch/SocketChannelImpl",
              Set.of("blockingRead", "blockingWriteFully", "connect", "read", "write")),
          entry(
              "sun/nio/ch/DatagramChannelImpl",
              Set.of("blockingReceive", "blockingSend", "read", "receive", "send", "write")),
          entry("sun/nio/ch/UnixDomainSockets", Set.of("connect", "socket")));

  private static final Map<String, Set<String>> PROCESSES =
      Map.of("java/lang/ProcessBuilder", Set.of("start"));

  private IoPlaces() {}

  static boolean concern(String className) {
    return FILES.containsKey(className)
        || OPEN_FILES.containsKey(className)
        || NETWORK.containsKey(className)
        || PROCESSES.containsKey(className);
  }

  /** Has the JVM load the classes with such places now, so that none is overlooked later. */
  static void loadPlaces() {
    for (var places : List.of(FILES, OPEN_FILES, NETWORK, PROCESSES)) {
      for (String name : places.keySet()) {
        Class.forName(Object.class.getModule(), name.replace('/', '.')); // null if not there
      }
    }
  }

  /** {@return whether it has put a hook at the beginning of a method} */
  static boolean begin(CodeBuilder code, String className, String method) {
    if (has(FILES, className, method)) {
      return doing(code, Hooks.FILES);
    }
    if (has(NETWORK, className, method)) {
      return doing(code, Hooks.NETWORK);
    }
    if (has(PROCESSES, className, method)) {
      return doing(code, Hooks.PROCESSES);
    }
    if (!has(OPEN_FILES, className, method)) {
      return false;
    }
    code.aload(0);
    switch (className) {
      case "java/io/FileInputStream" -> call(code, "reading", desc(FileInputStream.class));
      case "java/io/FileOutputStream" -> call(code, "writing", desc(FileOutputStream.class));
      default -> call(code, "using", CD_Object);
    }
    return true;
  }

  /** {@return whether it has put a hook before the end of a constructor} */
  static boolean end(CodeBuilder code, String className, String method, ReturnInstruction end) {
    if (!method.equals("<init>")
        || !OPEN_FILES.containsKey(className)
        || end.opcode() != Opcode.RETURN) {
      return false;
    }
    code.aload(0);
    call(code, "opened", CD_Object);
    return true;
  }

  private static boolean has(Map<String, Set<String>> places, String className, String method) {
    Set<String> methods = places.get(className);
    return methods != null && methods.contains(method);
  }

  private static boolean doing(CodeBuilder code, int kind) {
    code.loadConstant(kind);
    call(code, "doing", CD_int);
    return true;
  }

  private static void call(CodeBuilder code, String hook, ClassDesc parameter) {
    code.invokestatic(SimulationAgent.HOOKS, hook, MethodTypeDesc.of(CD_void, parameter));
  }

  private static ClassDesc desc(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }
}
