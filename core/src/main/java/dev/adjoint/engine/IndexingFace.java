package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.Indexing;
import dev.adjoint.op.Sorting;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Given;

/** The part of the language that chooses and orders elements: one op each, after axes are counted from the front. */
interface IndexingFace extends Tensor {

    @Override
    default Tensor gather(int axis, Tensor index) {
        return new Indexing.Gather(shape().axis("gather", axis)).apply(this, index)[0];
    }

    @Override
    default Tensor scatter(int axis, Tensor index, Tensor source) {
        return new Indexing.Scatter(shape().axis("scatter", axis)).apply(this, index, source)[0];
    }

    @Override
    default Tensor scatter(int axis, Tensor index, double value) {
        return scatter(
                axis,
                index,
                Tensor.full(value, dtype())
                        .expand(Given.input("scatter", 1, index).shape().dims()));
    }

    @Override
    default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        return add(new Indexing.ScatterAdd(shape().axis("scatterAdd", axis), shape()).apply(index, source)[0]);
    }

    @Override
    default Tensor take(int axis, Tensor index) {
        return new Indexing.Take(shape().axis("take", axis)).apply(this, index)[0];
    }

    @Override
    default Tensor indexAdd(int axis, Tensor index, Tensor source) {
        int at = shape().axis("indexAdd", axis);
        return add(new Indexing.AddSlices(at, dim(at)).apply(index, source)[0]);
    }

    @Override
    default Tensor maskedFill(Tensor mask, double value) {
        return Given.input("maskedFill", 1, mask).where(Tensor.full(value, dtype()), this);
    }

    @Override
    default Tensor oneHot(long classes) {
        return new Indexing.OneHot(classes).apply(this)[0];
    }

    @Override
    default Tensor binCount(long length) {
        return Tensor.zeros(DType.INT64, length).scatterAdd(0, flatten(), Tensor.ones(DType.INT64, size()));
    }

    @Override
    default Tensor argsort(int axis, boolean descending) {
        return new Sorting.ArgSort(shape().axis("argsort", axis), descending).apply(this)[0];
    }

    @Override
    default Tensor argsort(int axis, boolean descending, long count) {
        return new Sorting.ArgTop(shape().axis("argsort", axis), descending, count).apply(this)[0];
    }

    @Override
    default Tensor searchSorted(Tensor values, boolean right) {
        return new Sorting.SearchSorted(right).apply(this, values)[0];
    }
}
