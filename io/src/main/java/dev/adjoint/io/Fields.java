package dev.adjoint.io;

import dev.adjoint.TensorType;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A JSON object's fields by name and type. What is missing or of another type is an {@link IllegalArgumentException},
 * which the reader of the file answers with the file's name.
 *
 * @param map the fields
 */
record Fields(Map<String, Object> map) {

    boolean has(String name) {
        return map.containsKey(name);
    }

    private Object value(String name) {
        Object value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the field " + name + " is missing");
        }
        return value;
    }

    private static <T> T as(Class<T> type, String name, Object value) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("the field " + name + " is "
                    + value.getClass().getSimpleName().toLowerCase(Locale.ROOT) + ", not "
                    + type.getSimpleName().toLowerCase(Locale.ROOT));
        }
        return type.cast(value);
    }

    String text(String name) {
        return as(String.class, name, value(name));
    }

    boolean truth(String name) {
        return as(Boolean.class, name, value(name));
    }

    long whole(String name) {
        return as(Long.class, name, value(name));
    }

    int small(String name) {
        return Math.toIntExact(whole(name));
    }

    double real(String name) {
        return real(name, value(name));
    }

    static double real(String name, Object value) {
        return switch (value) {
            case Double number -> number;
            case Long number -> number;
            case String number
            when List.of("NaN", "Infinity", "-Infinity").contains(number) -> Double.parseDouble(number);
            default -> throw new IllegalArgumentException("the field " + name + " holds " + value + ", no number");
        };
    }

    List<?> list(String name) {
        return as(List.class, name, value(name));
    }

    Fields fields(String name) {
        return fields(name, value(name));
    }

    private static Fields fields(String name, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<?, ?> object = as(Map.class, name, value);
        object.forEach((key, each) -> map.put((String) key, each));
        return new Fields(map);
    }

    List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        list(name).forEach(each -> objects.add(fields(name, each)));
        return objects;
    }

    List<Integer> smalls(String name) {
        List<Integer> numbers = new ArrayList<>();
        list(name).forEach(each -> numbers.add(Math.toIntExact(as(Long.class, name, each))));
        return List.copyOf(numbers);
    }

    List<Long> wholes(String name) {
        List<Long> numbers = new ArrayList<>();
        list(name).forEach(each -> numbers.add(as(Long.class, name, each)));
        return List.copyOf(numbers);
    }

    double[] reals(String name) {
        return list(name).stream().mapToDouble(each -> real(name, each)).toArray();
    }

    Shape shape(String name) {
        return Shape.of(list(name).stream()
                .mapToLong(each -> as(Long.class, name, each))
                .toArray());
    }

    DType dtype(String name) {
        String text = text(name);
        for (DType dtype : DType.values()) {
            if (dtype.toString().equals(text)) {
                return dtype;
            }
        }
        throw new IllegalArgumentException("the element type " + text + " is unknown");
    }

    TensorType type() {
        return new TensorType(dtype("dtype"), shape("shape"));
    }

    static List<Long> of(Shape shape) {
        List<Long> lengths = new ArrayList<>();
        for (long length : shape.dims()) {
            lengths.add(length);
        }
        return lengths;
    }
}
