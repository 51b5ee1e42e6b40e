package org.offprint.methods.train;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.offprint.methods.layer.Block;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Named tensors in a file of the safetensors format: the length of a JSON header as 8 bytes, low
/// byte first, the header with type, shape and offsets of each tensor, then the numbers. Other
/// programs that speak the format read what this writes, and the reverse.
///
/// @param notes free text by key, such as the settings that the model was built with
public record Checkpoint(Map<String, Tensor> tensors, Map<String, String> notes) {
  private static final int LONGEST_HEADER = 100_000_000; // the limit of the format's own reader
  private static final Map<Type, String> NAMES =
      Map.of(
          Type.FLOAT32, "F32",
          Type.FLOAT64, "F64",
          Type.FLOAT16, "F16",
          Type.BFLOAT16, "BF16",
          Type.INT64, "I64",
          Type.BOOL, "BOOL");

  public Checkpoint(Map<String, Tensor> tensors) {
    this(tensors, Map.of());
  }

  /// Parameters and state of a model with the settings that it was built with.
  public static Checkpoint of(Block model, Record settings) {
    return new Checkpoint(
        model.tensors(), Map.of("settings", JsonMapper.shared().writeValueAsString(settings)));
  }

  /// The settings that {@link #of} wrote.
  ///
  /// @throws IllegalArgumentException if there are none of this type
  public <S extends Record> S settings(Class<S> type) {
    try {
      return JsonMapper.shared().readValue(notes.getOrDefault("settings", ""), type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the checkpoint has no settings of a %s; its notes are %s"
              .formatted(type.getName(), notes.keySet()),
          e);
    }
  }

  /// Writes beside the target first, so that a file that stands is whole at any moment.
  public void save(Path file) throws IOException {
    var header = new LinkedHashMap<String, Object>();
    if (!notes.isEmpty()) {
      header.put("__metadata__", notes);
    }
    long offset = 0;
    for (var entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      long end = offset + tensor.count() * tensor.type().bytes();
      header.put(
          entry.getKey(),
          Map.of(
              "dtype", NAMES.get(tensor.type()),
              "shape", tensor.shape(),
              "data_offsets", new long[] {offset, end}));
      offset = end;
    }
    String json = JsonMapper.shared().writeValueAsString(header);
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8); // numbers begin on eight bytes
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');

    Path folder = file.toAbsolutePath().getParent();
    Path draft = Files.createTempFile(folder, file.getFileName() + ".", ".part");
    try {
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        write(channel, length.putLong(padded.length).flip());
        write(channel, ByteBuffer.wrap(padded));
        for (Tensor tensor : tensors.values()) {
          if (tensor.count() > 0) {
            write(channel, tensor.detach().contiguous().memory().asByteBuffer());
          }
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// @throws IllegalArgumentException if the file is not of the format, naming what is wrong
  public static Checkpoint load(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      read(channel, start, file);
      long length = start.flip().getLong();
      if (length < 2 || length > LONGEST_HEADER || length > channel.size() - 8) {
        throw wrong(file, "its header cannot be %d bytes long".formatted(length));
      }
      ByteBuffer text = ByteBuffer.allocate((int) length);
      read(channel, text, file);
      JsonNode header;
      try {
        header = JsonMapper.shared().readTree(text.array());
      } catch (JacksonException e) {
        throw wrong(file, "its header is not JSON");
      }
      var notes = new LinkedHashMap<String, String>();
      var tensors = new LinkedHashMap<String, Tensor>();
      for (var entry : header.properties()) {
        if (entry.getKey().equals("__metadata__")) {
          entry
              .getValue()
              .properties()
              .forEach(n -> notes.put(n.getKey(), n.getValue().asString()));
        } else {
          tensors.put(
              entry.getKey(), tensor(channel, 8 + length, entry.getKey(), entry.getValue(), file));
        }
      }
      return new Checkpoint(tensors, notes);
    }
  }

  private static Tensor tensor(
      FileChannel channel, long base, String name, JsonNode about, Path file) throws IOException {
    Type type =
        NAMES.entrySet().stream()
            .filter(entry -> entry.getValue().equals(about.path("dtype").asString("")))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() ->
                wrong(
                    file,
                    "tensor '%s' has type %s, expected one of %s"
                        .formatted(name, about.path("dtype"), NAMES.values())));
    JsonNode dimensions = about.path("shape");
    long[] shape = new long[dimensions.size()];
    long count = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dimensions.get(i).asLong(-1);
      if (shape[i] < 0) {
        throw wrong(file, "tensor '%s' has shape %s".formatted(name, dimensions));
      }
      count = Math.multiplyExact(count, shape[i]);
    }
    long from = about.path("data_offsets").path(0).asLong(-1);
    long to = about.path("data_offsets").path(1).asLong(-1);
    if (from < 0 || to - from != count * type.bytes() || base + to > channel.size()) {
      throw wrong(
          file,
          "tensor '%s' of shape %s should lie at bytes %d to %d, which do not fit"
              .formatted(name, Arrays.toString(shape), from, to));
    }
    Tensor tensor = Tensor.uninitialised(type, shape);
    if (count > 0) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
      channel.position(base + from);
      read(channel, bytes, file);
      MemorySegment.copy(
          MemorySegment.ofArray(bytes.array()), 0, tensor.memory(), 0, bytes.capacity());
    }
    return tensor;
  }

  private static void read(FileChannel channel, ByteBuffer into, Path file) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        throw wrong(file, "it ends early");
      }
    }
  }

  private static IllegalArgumentException wrong(Path file, String what) {
    return new IllegalArgumentException(
        "%s is not a whole safetensors file: %s. Save or fetch it again.".formatted(file, what));
  }
}
