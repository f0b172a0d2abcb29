package dev.adjoint.io;

import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.Graph;
import dev.adjoint.graph.Step;
import dev.adjoint.graph.Value;
import dev.adjoint.op.Deferred;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A drawn graph in one file of the safetensors format: its constants as tensors, its steps as JSON in the file's texts,
 * under {@value #KEY}.
 *
 * <p>What was a leaf comes back as a leaf, with its values and no gradient; a generator of random numbers goes on where
 * it stood; a generator or a leaf that several steps share is shared again. Users' pointwise functions are saved by their
 * formulas, users' ops cannot be.
 */
public final class GraphFile {

    /** The name of the text that holds the graph. */
    public static final String KEY = "adjoint.graph";

    private static final int FORMAT = 1;

    private GraphFile() {}

    /**
     * Writes a graph.
     *
     * @param file where; replaced if it exists
     * @param graph what to write
     * @throws IllegalArgumentException if an op is a user's own
     * @throws FileException if the file cannot be written
     */
    public static void save(Path file, Graph graph) {
        OpText ops = new OpText();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<Object> constants = new ArrayList<>();
        for (Value.Constant constant : Given.of("save", "the graph", graph).constants()) {
            Tensor tensor = constant.tensor();
            if (tensor == null) {
                throw new IllegalArgumentException("save: constant " + constant.label()
                        + " was not kept: this graph was read back from a recorded tensor. Save a staged one.");
            }
            tensors.put(constant.label(), tensor);
            constants.add(fields("number", constant.number(), "leaf", tensor.requiresGrad()));
        }
        List<Object> steps = new ArrayList<>();
        graph.steps().forEach(step -> steps.add(write(step, ops)));
        Map<String, Object> tree = fields("format", FORMAT);
        tree.put("inputs", graph.inputs().stream().map(GraphFile::write).toList());
        tree.put("constants", constants);
        tree.put("functions", ops.functions().write());
        tree.put(
                "generators",
                ops.generators().stream()
                        .map(each -> fields("key", each.key(), "position", each.position()))
                        .toList());
        tree.put("steps", steps);
        tree.put("outputs", numbers(graph.outputs()));
        Safetensors.save(file, new Safetensors.Contents(tensors, Map.of(KEY, Json.text(tree))));
    }

    private static Map<String, Object> fields(String name, Object value, Object... more) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(name, value);
        for (int i = 0; i < more.length; i += 2) {
            fields.put((String) more[i], more[i + 1]);
        }
        return fields;
    }

    private static Map<String, Object> write(Value.Input input) {
        return fields(
                "number", input.number(),
                "name", input.name(),
                "dtype", input.type().dtype().toString(),
                "shape", Fields.of(input.type().shape()));
    }

    private static Map<String, Object> write(Step step, OpText ops) {
        Map<String, Object> fields = ops.write(step.op());
        fields.put("inputs", numbers(step.inputs()));
        fields.put("outputs", numbers(step.outputs()));
        fields.put("recorded", step.recorded());
        if (step.origin() != null) {
            fields.put("origin", step.origin());
        }
        return fields;
    }

    private static List<Integer> numbers(List<? extends Value> values) {
        return values.stream().map(Value::number).toList();
    }

    /**
     * Reads a graph.
     *
     * @param file what {@link #save} wrote
     * @return the graph, over tensors of its own
     * @throws FileException if there is no such file, it is damaged, holds no graph, or one of a later format
     */
    public static Graph load(Path file) {
        Safetensors.Contents contents = Safetensors.read(file);
        String text = contents.metadata().get(KEY);
        if (text == null) {
            throw new FileException(
                    file + ": holds tensors but no graph. Read it with Safetensors.load, or save a graph"
                            + " with GraphFile.save.");
        }
        Fields tree = parsed(file, text);
        try {
            return graph(tree, contents.tensors());
        } catch (RuntimeException e) {
            // Attributes that mean nothing fail in the ops' own checks, in many ways.
            throw Safetensors.damaged(file, e);
        }
    }

    private static Fields parsed(Path file, String text) {
        try {
            Fields tree = Json.parse(text);
            long format = tree.whole("format");
            if (format > FORMAT) {
                throw new FileException(file + ": holds a graph of format " + format + ", and this version of Adjoint"
                        + " reads format " + FORMAT + ". Update Adjoint.");
            }
            return tree;
        } catch (IOException | IllegalArgumentException e) {
            throw Safetensors.damaged(file, e);
        }
    }

    private static Graph graph(Fields tree, Map<String, Tensor> tensors) {
        Map<Integer, Value> values = new LinkedHashMap<>();
        List<Value.Input> inputs = new ArrayList<>();
        for (Fields each : tree.objects("inputs")) {
            Value.Input input = new Value.Input(each.small("number"), each.type(), each.text("name"));
            inputs.add(input);
            values.put(input.number(), input);
        }
        for (Fields each : tree.objects("constants")) {
            Value.Constant constant = constant(each, tensors);
            values.put(constant.number(), constant);
        }
        OpText ops = new OpText(new FunctionText(), new ArrayList<>());
        tree.objects("functions").forEach(ops.functions()::read);
        for (Fields each : tree.objects("generators")) {
            ops.generators().add(Generator.at(each.whole("key"), each.whole("position")));
        }
        List<Step> steps = new ArrayList<>();
        for (Fields each : tree.objects("steps")) {
            Step step = step(each, ops, values);
            steps.add(step);
            step.outputs().forEach(output -> values.put(output.number(), output));
        }
        return new Graph(inputs, steps, chosen(values, tree.smalls("outputs")));
    }

    private static Value.Constant constant(Fields fields, Map<String, Tensor> tensors) {
        int number = fields.small("number");
        Tensor tensor = tensors.get("c" + number);
        if (tensor == null) {
            throw new IllegalArgumentException("the tensor c" + number + " is missing");
        }
        Tensor kept = fields.truth("leaf") ? tensor.withGrad() : tensor;
        return new Value.Constant(number, kept.type(), kept);
    }

    private static List<Value> chosen(Map<Integer, Value> values, List<Integer> numbers) {
        List<Value> chosen = new ArrayList<>();
        for (int number : numbers) {
            Value value = values.get(number);
            if (value == null) {
                throw new IllegalArgumentException("value " + number + " is read before it is made");
            }
            chosen.add(value);
        }
        return chosen;
    }

    private static Step step(Fields fields, OpText ops, Map<Integer, Value> values) {
        Op op = ops.read(fields);
        List<Value> arguments = chosen(values, fields.smalls("inputs"));
        TensorType[] types = outputs(op, arguments.stream().map(Value::type).toArray(TensorType[]::new));
        List<Integer> numbers = fields.smalls("outputs");
        if (numbers.size() != types.length) {
            throw new IllegalArgumentException(op.name() + " has " + types.length + " outputs, not " + numbers.size());
        }
        List<Value.Result> results = IntStream.range(0, types.length)
                .mapToObj(i -> new Value.Result(numbers.get(i), types[i]))
                .toList();
        String origin = fields.has("origin") ? fields.text("origin") : null;
        return new Step(op, arguments, results, fields.truth("recorded"), origin);
    }

    /** Types are not written but found again, so that no file can say one thing and do another. */
    private static TensorType[] outputs(Op op, TensorType[] inputs) {
        return switch (op) {
            case Primitive primitive -> primitive.outputs(inputs);
            case Deferred.Detach _ -> new TensorType[] {inputs[0]};
            case Deferred.Redraw redraw -> redraw.sample().outputs();
            case Deferred.Assign assign -> {
                int arguments = inputs.length - assign.targets();
                TensorType[] computed = assign.op().outputs(Arrays.copyOf(inputs, arguments));
                if (!Arrays.equals(computed, Arrays.copyOfRange(inputs, arguments, inputs.length))) {
                    throw new IllegalArgumentException("an assignment does not fit its targets");
                }
                yield new TensorType[0];
            }
            default -> throw new IllegalArgumentException("the op " + op.name() + " has no types");
        };
    }
}
