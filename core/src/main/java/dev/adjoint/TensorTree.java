package dev.adjoint;

import dev.adjoint.shape.Given;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A value that is made of tensors: a single one, a list, a map, a record of them, or trees of these. Derivatives take
 * and give such values, so the gradient with respect to a record is a record of the same kind.
 *
 * <p>A record says how it is made in one line, and nothing is looked up by reflection:
 *
 * <pre>{@code
 * record Weights(Tensor w, Tensor b) implements TensorTree<Weights> {
 *     public Weights mapTensors(UnaryOperator<Tensor> f) {
 *         return new Weights(f.apply(w), f.apply(b));
 *     }
 * }
 *
 * record Network(Weights first, Weights second) implements TensorTree<Network> {
 *     public Network mapTensors(UnaryOperator<Tensor> f) {
 *         return new Network(first.mapTensors(f), second.mapTensors(f));
 *     }
 * }
 * }</pre>
 *
 * @param <T> the type itself
 */
public interface TensorTree<T extends TensorTree<T>> {

    /**
     * A tree of the same structure with other tensors.
     *
     * @param f called once for each tensor, always in the same order
     * @return the results in the places of the tensors
     */
    T mapTensors(UnaryOperator<Tensor> f);

    /**
     * The tensors in their order.
     *
     * @return a new list
     */
    default List<Tensor> tensors() {
        List<Tensor> all = new ArrayList<>();
        mapTensors(x -> {
            all.add(x);
            return x;
        });
        return all;
    }

    /**
     * A tree of the same structure with given tensors.
     *
     * @param tensors as many as this tree has, in its order
     * @return the tree
     * @throws IllegalArgumentException if there are more or fewer
     */
    default T withTensors(List<Tensor> tensors) {
        Iterator<Tensor> next =
                Given.of("withTensors", "the list of tensors", tensors).iterator();
        int[] taken = {0};
        T tree = mapTensors(_ -> {
            taken[0]++;
            if (next.hasNext()) {
                return next.next();
            }
            throw new IllegalArgumentException("tensor tree: " + tensors.size() + " tensors for a tree of at least "
                    + taken[0] + ". Give one for each place.");
        });
        if (next.hasNext()) {
            throw new IllegalArgumentException("tensor tree: " + tensors.size() + " tensors for a tree of " + taken[0]
                    + ". Give one for each place.");
        }
        return tree;
    }

    /**
     * Several tensors as one tree.
     *
     * @param tensors the parts
     * @return a list of them
     */
    static Listed<Tensor> list(Tensor... tensors) {
        return new Listed<>(Arrays.asList(tensors));
    }

    /**
     * Two trees as one.
     *
     * @param first the first part
     * @param second the second part
     * @param <A> the type of the first part
     * @param <B> the type of the second part
     * @return both
     */
    static <A extends TensorTree<A>, B extends TensorTree<B>> Pair<A, B> pair(A first, B second) {
        return new Pair<>(first, second);
    }

    /**
     * Trees of one kind in an order.
     *
     * @param parts the parts
     * @param <T> their type
     */
    record Listed<T extends TensorTree<T>>(List<T> parts) implements TensorTree<Listed<T>> {

        /** Copies the list. */
        public Listed {
            parts = List.copyOf(parts);
        }

        /**
         * One part.
         *
         * @param index which, from 0
         * @return the part
         */
        public T at(int index) {
            return parts.get(index);
        }

        @Override
        public Listed<T> mapTensors(UnaryOperator<Tensor> f) {
            return new Listed<>(parts.stream().map(part -> part.mapTensors(f)).toList());
        }
    }

    /**
     * Trees of one kind by name, in the order of the map.
     *
     * @param parts the parts
     * @param <T> their type
     */
    record Named<T extends TensorTree<T>>(Map<String, T> parts) implements TensorTree<Named<T>> {

        /** Copies the map, and keeps its order. */
        public Named {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }

        /**
         * One part.
         *
         * @param name its name
         * @return the part
         * @throws IllegalArgumentException if there is none of that name
         */
        public T at(String name) {
            T part = parts.get(name);
            if (part == null) {
                throw new IllegalArgumentException(
                        "tensor tree: nothing is named " + name + ". There are " + parts.keySet() + ".");
            }
            return part;
        }

        @Override
        public Named<T> mapTensors(UnaryOperator<Tensor> f) {
            Map<String, T> mapped = new LinkedHashMap<>();
            parts.forEach((name, part) -> mapped.put(name, part.mapTensors(f)));
            return new Named<>(mapped);
        }
    }

    /**
     * Two trees, such as the gradients with respect to two arguments.
     *
     * @param first the first part
     * @param second the second part
     * @param <A> the type of the first part
     * @param <B> the type of the second part
     */
    record Pair<A extends TensorTree<A>, B extends TensorTree<B>>(A first, B second) implements TensorTree<Pair<A, B>> {
        @Override
        public Pair<A, B> mapTensors(UnaryOperator<Tensor> f) {
            return new Pair<>(first.mapTensors(f), second.mapTensors(f));
        }
    }

    /**
     * Three trees, such as the gradients with respect to three arguments.
     *
     * @param first the first part
     * @param second the second part
     * @param third the third part
     * @param <A> the type of the first part
     * @param <B> the type of the second part
     * @param <C> the type of the third part
     */
    record Triple<A extends TensorTree<A>, B extends TensorTree<B>, C extends TensorTree<C>>(A first, B second, C third)
            implements TensorTree<Triple<A, B, C>> {
        @Override
        public Triple<A, B, C> mapTensors(UnaryOperator<Tensor> f) {
            return new Triple<>(first.mapTensors(f), second.mapTensors(f), third.mapTensors(f));
        }
    }
}
