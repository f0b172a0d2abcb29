package dev.adjoint.models;

import dev.adjoint.nn.Module;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.Conv2d;
import dev.adjoint.nn.layer.Flatten;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.MaxPool2d;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.nn.loss.Hinge;
import dev.adjoint.nn.loss.Loss;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Locale;

/** The networks that tell images apart, from the simplest to the best; each with the loss that belongs to it. */
public enum Architecture {
    /** One linear map, trained with the hinge loss: a support-vector machine for several classes. */
    LINEAR_SVM {
        @Override
        Sequential layers(Shape image, int classes, Generator random) {
            return linear(image, classes, random);
        }

        @Override
        public Loss loss() {
            return new Hinge();
        }
    },

    /** One linear map, trained with the cross-entropy: softmax regression. */
    SOFTMAX {
        @Override
        Sequential layers(Shape image, int classes, Generator random) {
            return linear(image, classes, random);
        }
    },

    /** Two hidden layers of 512 and 256 rectified units. */
    MLP {
        @Override
        Sequential layers(Shape image, int classes, Generator random) {
            return new Sequential()
                    .then("flatten", new Flatten())
                    .then("linear1", new Linear(image.size(), 512, random))
                    .then("relu1", Activation.relu())
                    .then("linear2", new Linear(512, 256, random))
                    .then("relu2", Activation.relu())
                    .then("linear3", new Linear(256, classes, random));
        }
    },

    /**
     * Two convolutions of 3 x 3 with 32 and 64 channels, max-pooling by 2, a hidden layer of 128 units.
     *
     * <p>Images of less than 16 pixels are padded by 1 at each convolution: of 8 x 8 there would be little left.
     */
    CNN {
        @Override
        Sequential layers(Shape image, int classes, Generator random) {
            long padding = Math.min(image.dim(1), image.dim(2)) < SMALL ? 1 : 0;
            long height = (image.dim(1) - 4 + 4 * padding) / 2;
            long width = (image.dim(2) - 4 + 4 * padding) / 2;
            return new Sequential()
                    .then(
                            "conv1",
                            Conv2d.of(image.dim(0), 32, 3).padding(padding).build(random))
                    .then("relu1", Activation.relu())
                    .then("conv2", Conv2d.of(32, 64, 3).padding(padding).build(random))
                    .then("relu2", Activation.relu())
                    .then("pool", new MaxPool2d(2))
                    .then("flatten", new Flatten())
                    .then("linear1", new Linear(64 * height * width, 128, random))
                    .then("relu3", Activation.relu())
                    .then("linear2", new Linear(128, classes, random));
        }
    };

    private static final long SMALL = 16;

    abstract Sequential layers(Shape image, int classes, Generator random);

    private static Sequential linear(Shape image, int classes, Generator random) {
        return new Sequential()
                .then("flatten", new Flatten())
                .then("linear", new Linear(image.size(), classes, random));
    }

    /**
     * A network with first weights drawn by chance.
     *
     * @param image the shape of one image, {@code [channels, height, width]}
     * @param classes how many classes there are
     * @param seed the same seed gives the same weights
     * @return a module that maps {@code [n, channels, height, width]} to scores {@code [n, classes]}
     * @throws ShapeException if the shape is not that of an image with at least 2 x 2 pixels
     */
    public Module build(Shape image, int classes, long seed) {
        if (image.rank() != 3 || image.dim(0) < 1 || image.dim(1) < 2 || image.dim(2) < 2) {
            throw new ShapeException(this + ": examples of shape " + image
                    + " are no images. Give [channels, height, width] with at least 2 x 2 pixels.");
        }
        return layers(image, classes, Generator.seed(seed).fork("weights"));
    }

    /**
     * What to make small.
     *
     * @return the loss that belongs to the network's scores
     */
    public Loss loss() {
        return new CrossEntropy();
    }

    /** The name that people type, such as {@code linear-svm}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
