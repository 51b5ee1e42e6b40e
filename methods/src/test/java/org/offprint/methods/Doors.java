package org.offprint.methods;

import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Calls what is public with arguments that somebody might give by mistake, found by reflection and
/// drawn by a seed: sizes that do not fit, nothing at all, NaN, numbers of the wrong sign. A call
/// may answer or refuse in our words; whatever else it does is an accident.
final class Doors {
  private static final String ROOT = "org.offprint.methods.";
  private static final double[] NUMBERS = {
    Double.NaN,
    -1,
    0,
    0.25,
    0.5,
    1,
    2,
    3,
    100,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e-300
  };
  private static final int[] COUNTS = {-1, 0, 1, 2, 3, 4, 5, 8};
  private static final String[] TEXTS = {"", " ", "a", "the cat sat", "\ud800", "é"};
  private static final int DEPTH = 5;
  private static final int LONGEST = 12;
  private static final Duration LONG_ENOUGH = Duration.ofMillis(200);

  private final List<Class<?>> classes;
  private SplittableRandom random = new SplittableRandom(0);
  private long @Nullable [] shape;

  Doors(List<Class<?>> classes) {
    this.classes = classes;
  }

  /// An argument that cannot be made.
  private static final class NoValue extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// Every public class of the packages, with those inside it.
  static Doors of(Path root, String... packages) throws IOException {
    List<Class<?>> all = new ArrayList<>();
    for (String name : packages) {
      try (Stream<Path> files = Files.list(root.resolve(name))) {
        for (Path file : files.sorted().toList()) {
          String simple = file.getFileName().toString();
          if (simple.endsWith(".class") && !simple.startsWith("package-info")) {
            try {
              Class<?> type =
                  Class.forName(
                      ROOT + name + "." + simple.substring(0, simple.length() - 6),
                      true,
                      Doors.class.getClassLoader());
              if (isPublic(type)) {
                all.add(type);
              }
            } catch (ClassNotFoundException e) {
              throw new IllegalStateException(e);
            }
          }
        }
      }
    }
    return new Doors(all);
  }

  private static boolean isPublic(Class<?> type) {
    for (Class<?> one = type; one != null; one = one.getEnclosingClass()) {
      if (!Modifier.isPublic(one.getModifiers())) {
        return false;
      }
    }
    return !type.isAnonymousClass() && !type.isSynthetic();
  }

  /// What one class may be asked.
  List<Executable> doors(Class<?> type) {
    List<Executable> all = new ArrayList<>();
    if (!Modifier.isAbstract(type.getModifiers()) && !type.isEnum()) {
      all.addAll(Arrays.asList(type.getConstructors()));
    }
    for (Method method : type.getMethods()) {
      Class<?> from = method.getDeclaringClass();
      if (from.getName().startsWith(ROOT)
          && from != Block.class
          && !method.isSynthetic()
          && !Modifier.isAbstract(method.getModifiers()) // those who implement it have the door
          && !List.of("main", "equals", "hashCode", "toString").contains(method.getName())
          && (from == type || !isPublic(from) || Modifier.isStatic(method.getModifiers()) == false)
          && (from == type || !classes.contains(from))) {
        all.add(method);
      }
    }
    all.sort(Comparator.comparing(Executable::toGenericString));
    return all;
  }

  List<Class<?>> classes() {
    return classes;
  }

  /// How often a door was tried, and what went wrong there, in words.
  record Tried(int calls, int answered, List<String> accidents) {}

  Tried knock(Class<?> type, Executable door, int times, Duration patience) {
    int calls = 0;
    int answered = 0;
    Map<String, String> accidents = new LinkedHashMap<>();
    long until = System.nanoTime() + patience.toNanos();
    // what is hard to make is tried longer, until the door was knocked at once
    for (int i = 0; i < times || (calls == 0 && i < LONGEST * times); i++) {
      random = new SplittableRandom(31L * door.toGenericString().hashCode() + i);
      try (var scope = new Scope()) {
        Object target = null;
        if (door instanceof Method method && !Modifier.isStatic(method.getModifiers())) {
          target = made(type, DEPTH);
        }
        @Nullable Object[] arguments = arguments(door, DEPTH);
        String before = words(arguments);
        calls++;
        try {
          call(door, target, arguments);
          answered++;
        } catch (InvocationTargetException e) {
          Throwable cause = Objects.requireNonNull(e.getCause(), "what the door threw");
          if (isAccident(cause)) {
            accidents.putIfAbsent(
                where(cause),
                "%s.%s(%s): %s at %s"
                    .formatted(
                        type.getSimpleName(), door.getName(), before, first(cause), where(cause)));
          }
        }
      } catch (NoValue none) {
        continue;
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(door.toGenericString(), e);
      }
      if (System.nanoTime() > until && (calls > 0 || i >= times)) {
        break;
      }
    }
    return new Tried(calls, answered, List.copyOf(accidents.values()));
  }

  private static String first(Throwable e) {
    String text = String.valueOf(e).lines().findFirst().orElse("");
    return text.length() > 160 ? text.substring(0, 160) + "…" : text;
  }

  /// The first line of ours that let it through.
  private static String where(Throwable e) {
    for (StackTraceElement line : e.getStackTrace()) {
      if (line.getClassName().startsWith(ROOT)
          && !line.getClassName().startsWith(ROOT + "tensor")) {
        return line.getFileName() + ":" + line.getLineNumber();
      }
    }
    return "?";
  }

  static boolean isAccident(Throwable e) {
    return !(e instanceof IllegalArgumentException
        || e instanceof IllegalStateException
        || e instanceof UnsupportedOperationException
        || e instanceof IOException
        || e instanceof java.io.UncheckedIOException
        || e.getClass().getName().startsWith(ROOT));
  }

  private static String words(@Nullable Object[] arguments) {
    List<String> all = new ArrayList<>();
    for (Object argument : arguments) {
      all.add(word(argument));
    }
    return String.join(", ", all);
  }

  private static String word(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Tensor tensor -> tensor.type() + Arrays.toString(tensor.shape());
      case double[] numbers -> Arrays.toString(numbers);
      case int[] numbers -> Arrays.toString(numbers);
      case long[] numbers -> Arrays.toString(numbers);
      case float[] numbers -> Arrays.toString(numbers);
      case Object[] values -> "{" + words(values) + "}";
      case List<?> list -> "[" + words(list.toArray()) + "]";
      case Number number -> number.toString();
      case String text -> "'" + text + "'";
      default -> {
        String text = String.valueOf(value);
        yield text.length() > 80 ? value.getClass().getSimpleName() : text;
      }
    };
  }

  // Making arguments

  private static @Nullable Object call(
      Executable door, @Nullable Object target, @Nullable Object[] arguments)
      throws ReflectiveOperationException {
    return door instanceof Constructor<?> maker
        ? maker.newInstance(arguments)
        : ((Method) door).invoke(target, arguments);
  }

  private @Nullable Object[] arguments(Executable door, int depth) throws NoValue {
    Type[] types = door.getGenericParameterTypes();
    if (types.length != door.getParameterCount()) {
      throw new NoValue();
    }
    long @Nullable [] before = shape;
    shape = random.nextBoolean() ? shape() : null; // half of the calls are of one shape
    try {
      AnnotatedType[] annotated = door.getAnnotatedParameterTypes();
      @Nullable Object[] values = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        boolean maybe = annotated[i].isAnnotationPresent(Nullable.class);
        values[i] = maybe && random.nextBoolean() ? null : value(types[i], depth);
      }
      return values;
    } finally {
      shape = before;
    }
  }

  private Object value(Type type, int depth) throws NoValue {
    if (depth == 0) {
      throw new NoValue();
    }
    return switch (type) {
      case Class<?> plain -> plain(plain, depth);
      case ParameterizedType generic -> generic(generic, depth);
      case WildcardType wild -> value(wild.getUpperBounds()[0], depth);
      case TypeVariable<?> any -> value(raw(any), depth);
      case GenericArrayType array -> value(raw(array.getGenericComponentType()).arrayType(), depth);
      default -> throw new NoValue();
    };
  }

  /// The class of a type whose parts do not matter.
  private static Class<?> raw(Type type) throws NoValue {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      case TypeVariable<?> any when any.getBounds().length == 1 -> raw(any.getBounds()[0]);
      default -> throw new NoValue(); // what is two things at once, chance does not make
    };
  }

  private Object plain(Class<?> type, int depth) throws NoValue {
    @Nullable Object example = Examples.of(type);
    if (example != null) {
      return example;
    }
    if (type == Object.class) {
      return "anything";
    }
    if (type == byte[].class) { // in words of four bytes, as coders write them
      byte[] bytes = new byte[4 * random.nextInt(5)];
      random.nextBytes(bytes);
      return bytes;
    }
    if (type == Path.class) {
      return Path.of("target", "doors", "no such file " + random.nextInt(3));
    }
    if (type == int.class || type == Integer.class) {
      return COUNTS[random.nextInt(COUNTS.length)];
    }
    if (type == long.class || type == Long.class) {
      return (long) COUNTS[random.nextInt(COUNTS.length)];
    }
    if (type == double.class || type == Double.class) {
      return NUMBERS[random.nextInt(NUMBERS.length)];
    }
    if (type == float.class) {
      return (float) NUMBERS[random.nextInt(NUMBERS.length)];
    }
    if (type == byte.class) {
      return (byte) random.nextInt();
    }
    if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    }
    if (type == String.class || type == CharSequence.class) {
      return TEXTS[random.nextInt(TEXTS.length)];
    }
    if (type == Tensor.class) {
      return tensor();
    }
    if (type == Initial.class) {
      return Initial.seeded(random.nextInt(3));
    }
    if (type == RandomGenerator.class || type == SplittableRandom.class) {
      return random.split();
    }
    if (type.isArray()) {
      Object array = Array.newInstance(type.getComponentType(), random.nextInt(6));
      boolean ragged = random.nextBoolean();
      Object same = null;
      for (int i = 0; i < Array.getLength(array); i++) {
        if (same == null || ragged || !type.getComponentType().isArray()) {
          same = value(type.getComponentType(), depth);
        }
        Array.set(array, i, same);
      }
      return array;
    }
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    }
    if (type == OptionalDouble.class) {
      return OptionalDouble.of(NUMBERS[random.nextInt(NUMBERS.length)]);
    }
    if (type == OptionalInt.class) {
      return OptionalInt.of(COUNTS[random.nextInt(COUNTS.length)]);
    }
    if (type.getName().startsWith(ROOT)) {
      return made(type, depth - 1);
    }
    if (type.isInterface() && type.getName().startsWith("java.util.function")) {
      return function(type, depth);
    }
    throw new NoValue();
  }

  private Object generic(ParameterizedType type, int depth) throws NoValue {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] parts = type.getActualTypeArguments();
    if (raw == List.class || raw == Iterable.class || raw == java.util.Collection.class) {
      List<Object> list = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        list.add(value(parts[0], depth));
      }
      return list;
    }
    if (raw == java.util.Set.class) {
      return new java.util.LinkedHashSet<>((List<?>) generic(listOf(parts[0]), depth));
    }
    if (raw == Map.class || raw == java.util.SequencedMap.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        map.put(value(parts[0], depth), value(parts[1], depth));
      }
      return map;
    }
    if (raw == Class.class) {
      return plain(Class.class, depth);
    }
    if (raw == Optional.class) {
      return random.nextBoolean() ? Optional.empty() : Optional.of(value(parts[0], depth));
    }
    if (raw.isInterface() && raw.getName().startsWith("java.util.function")) {
      Type result = parts[parts.length - 1];
      SplittableRandom from = random.split();
      return proxy(
          raw,
          asked -> {
            random = from;
            return value(result, depth - 1);
          });
    }
    if (raw.getName().startsWith(ROOT)) {
      return made(raw, depth - 1);
    }
    throw new NoValue();
  }

  private static ParameterizedType listOf(Type part) {
    return new ParameterizedType() {
      @Override
      public Type[] getActualTypeArguments() {
        return new Type[] {part};
      }

      @Override
      public Type getRawType() {
        return List.class;
      }

      @Override
      public @Nullable Type getOwnerType() {
        return null;
      }
    };
  }

  @FunctionalInterface
  private interface Source {
    /// @param asked what the caller expects
    Object next(Type asked) throws NoValue;
  }

  private Object function(Class<?> type, int depth) {
    SplittableRandom from = random.split();
    return proxy(
        type,
        asked -> {
          random = from;
          return NUMBERS[random.nextInt(NUMBERS.length)];
        });
  }

  private static Object number(Class<?> type, int value) {
    if (type == double.class) {
      return (double) value;
    }
    if (type == long.class) {
      return (long) value;
    }
    return type == boolean.class ? (Object) (value % 2 == 0) : (Object) value;
  }

  /// One of somebody else's classes: it answers with whatever its interface lets it.
  private Object stranger(Class<?> type, int depth) {
    SplittableRandom from = random.split();
    return proxy(
        type,
        asked -> {
          random = from;
          return value(asked, depth - 1);
        });
  }

  /// A function that answers with values drawn like any argument.
  private static Object proxy(Class<?> type, Source answers) {
    return Proxy.newProxyInstance(
        Doors.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, given) -> {
          if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
              case "hashCode" -> System.identityHashCode(self);
              case "equals" -> self == given[0];
              default -> type.getSimpleName();
            };
          }
          if (method.isDefault()) {
            return java.lang.reflect.InvocationHandler.invokeDefault(self, method, given);
          }
          Class<?> result = method.getReturnType();
          if (result == void.class) {
            return null;
          }
          if (result.isPrimitive()) {
            return number(result, given == null ? 0 : given.length);
          }
          try {
            return answers.next(method.getGenericReturnType());
          } catch (NoValue none) {
            throw new IllegalArgumentException("a function had no answer", none);
          }
        });
  }

  /// An object of ours, by one of its own makers; for an interface, of one of its classes.
  private Object made(Class<?> type, int depth) throws NoValue {
    if (depth <= 0) {
      throw new NoValue();
    }
    if (type.isEnum() || type == Tensor.class || type == Initial.class) {
      return plain(type, depth);
    }
    @Nullable Object example = Examples.of(type);
    if (example != null) {
      return example;
    }
    List<Executable> makers = makers(type);
    if (makers.isEmpty() && type.isInterface() && !type.isSealed()) {
      return stranger(type, depth);
    }
    long until = System.nanoTime() + LONG_ENOUGH.toNanos();
    for (int attempt = 0;
        attempt < 12 && !makers.isEmpty() && (attempt == 0 || System.nanoTime() < until);
        attempt++) {
      Executable maker = makers.get(random.nextInt(makers.size()));
      try {
        Object from =
            maker instanceof Method method && !Modifier.isStatic(method.getModifiers())
                ? made(method.getDeclaringClass(), depth - 1)
                : null;
        Object made = call(maker, from, arguments(maker, depth));
        if (made != null) {
          return made;
        }
      } catch (NoValue | ReflectiveOperationException refused) {
        continue;
      }
    }
    throw new NoValue();
  }

  private List<Executable> makers(Class<?> type) {
    List<Executable> makers = new ArrayList<>();
    List<Class<?>> places = new ArrayList<>(classes);
    if (!places.contains(type)) {
      places.add(type);
    }
    for (Class<?> place : places) {
      if (type.isAssignableFrom(place) && !Modifier.isAbstract(place.getModifiers())) {
        makers.addAll(Arrays.asList(place.getConstructors()));
      }
      if (place == type || type.isAssignableFrom(place)) {
        for (Method method : place.getMethods()) {
          if (Modifier.isStatic(method.getModifiers())
              && !method.getName().equals("standard") // full size: seconds for every such model
              && type.isAssignableFrom(method.getReturnType())) {
            makers.add(method);
          }
        }
      }
    }
    for (Class<?> place : classes) { // what only another object of ours gives
      for (Method method : place.getMethods()) {
        if (makers.isEmpty()
            || (type.getEnclosingClass() == place && method.getDeclaringClass() == place)) {
          if (!Modifier.isStatic(method.getModifiers())
              && method.getDeclaringClass().getName().startsWith(ROOT)
              && type == method.getReturnType()
              && place != type) {
            makers.add(method);
          }
        }
      }
    }
    makers.sort(Comparator.comparing(Executable::toGenericString));
    return makers;
  }

  private Tensor tensor() {
    long[] shape = this.shape == null ? shape() : this.shape;
    return switch (random.nextInt(10)) {
      case 0 -> Tensor.zeros(org.offprint.methods.tensor.Type.INT64, shape);
      case 1 -> Tensor.full(random.nextInt(-1, 5), org.offprint.methods.tensor.Type.INT64, shape);
      case 2 -> Tensor.full(Double.NaN, org.offprint.methods.tensor.Type.FLOAT32, shape);
      case 3 -> Tensor.full(100, org.offprint.methods.tensor.Type.FLOAT32, shape);
      case 4 -> Tensor.normal(random.split(), 1, org.offprint.methods.tensor.Type.FLOAT64, shape);
      case 5, 6 -> Tensor.full(1, org.offprint.methods.tensor.Type.BOOL, shape);
      default -> Tensor.normal(random.split(), 1, org.offprint.methods.tensor.Type.FLOAT32, shape);
    };
  }

  private long[] shape() {
    long[] drawn = new long[random.nextInt(5)];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4);
    }
    return drawn;
  }
}
