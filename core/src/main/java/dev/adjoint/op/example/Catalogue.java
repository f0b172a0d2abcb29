package dev.adjoint.op.example;

import java.util.List;
import java.util.stream.Stream;

/**
 * The samples of all op families in one place. That none is missing is a test's business: it reads which classes of the
 * op package are primitives and asks for an example and a refusal of each.
 */
public final class Catalogue {

    private Catalogue() {}

    /**
     * Every op over its domain and at its edges, on small inputs.
     *
     * @return the examples, family by family
     */
    public static List<Example> examples() {
        return Stream.of(
                        PointwiseExamples.examples(),
                        ReductionExamples.examples(),
                        StatisticsExamples.examples(),
                        ScanExamples.examples(),
                        MovementExamples.examples(),
                        ArrangementExamples.examples(),
                        ProductExamples.examples(),
                        ContractionExamples.examples(),
                        WindowExamples.examples(),
                        LinearAlgebraExamples.examples(),
                        PoolingExamples.examples(),
                        NormalisationExamples.examples(),
                        CrossEntropyExamples.examples(),
                        NetworkExamples.examples(),
                        RecurrenceExamples.examples(),
                        IndexingExamples.examples(),
                        SortingExamples.examples(),
                        SamplingExamples.examples(),
                        FaceExamples.examples())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * The ops that kernels are for, along an axis of a given length: loops go wrong at their ends, and where they are
     * shared between threads.
     *
     * @param length the length, 0 included
     * @return the examples, family by family
     */
    public static List<Example> sized(long length) {
        return Stream.of(
                        PointwiseExamples.sized(length),
                        ReductionExamples.sized(length),
                        MovementExamples.sized(length),
                        ProductExamples.sized(length),
                        LinearAlgebraExamples.sized(length),
                        PoolingExamples.sized(length),
                        NormalisationExamples.sized(length),
                        CrossEntropyExamples.sized(length),
                        IndexingExamples.sized(length),
                        ScanExamples.sized(length),
                        SortingExamples.sized(length),
                        SamplingExamples.sized(length))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * What the ops must refuse.
     *
     * @return the refusals, family by family
     */
    public static List<Refusal> refusals() {
        return Stream.of(
                        PointwiseRefusals.refusals(),
                        ReductionExamples.refusals(),
                        StatisticsExamples.refusals(),
                        ScanExamples.refusals(),
                        MovementExamples.refusals(),
                        ArrangementExamples.refusals(),
                        ProductExamples.refusals(),
                        ContractionExamples.refusals(),
                        WindowExamples.refusals(),
                        LinearAlgebraRefusals.refusals(),
                        PoolingExamples.refusals(),
                        NormalisationExamples.refusals(),
                        CrossEntropyExamples.refusals(),
                        NetworkExamples.refusals(),
                        RecurrenceExamples.refusals(),
                        IndexingExamples.refusals(),
                        SortingExamples.refusals(),
                        SamplingExamples.refusals())
                .flatMap(List::stream)
                .toList();
    }
}
