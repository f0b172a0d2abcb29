package dev.adjoint.models;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.init.Fan;
import dev.adjoint.nn.init.Kaiming;
import dev.adjoint.nn.layer.BatchNorm;
import dev.adjoint.nn.layer.Conv2d;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.random.Generator;
import org.jspecify.annotations.Nullable;

/**
 * The residual network of 18 layers (He et al., 2016) in its form for small images, such as the 32 x 32 pixels of CIFAR:
 * a first convolution of 3 x 3 with stride 1, no pooling after it, four stages of two blocks with 64, 128, 256 and 512
 * channels, the mean over all positions, and one linear map. {@code [n, channels, height, width] -> [n, classes]}.
 *
 * <p>Parameters have the names of torchvision, such as {@code layer2.0.downsample.0.weight}.
 */
public final class ResNet extends Module {

    private final Conv2d conv1;
    private final BatchNorm bn1;
    private final Sequential layer1;
    private final Sequential layer2;
    private final Sequential layer3;
    private final Sequential layer4;
    private final Linear fc;

    private ResNet(long channels, long classes, Generator generator) {
        this.conv1 = child("conv1", convolution(channels, 64, 3, 1, generator));
        this.bn1 = child("bn1", new BatchNorm(64));
        this.layer1 = child("layer1", stage(64, 64, 1, generator));
        this.layer2 = child("layer2", stage(64, 128, 2, generator));
        this.layer3 = child("layer3", stage(128, 256, 2, generator));
        this.layer4 = child("layer4", stage(256, 512, 2, generator));
        this.fc = child("fc", new Linear(512, classes, generator));
    }

    /**
     * The network of 18 layers for images of three colours.
     *
     * @param classes how many classes there are
     * @param generator where the first weights come from; it moves on
     * @return a module that maps {@code [n, 3, height, width]} to scores {@code [n, classes]}
     */
    public static ResNet resNet18(long classes, Generator generator) {
        return resNet18(3, classes, generator);
    }

    /**
     * The network of 18 layers for images of any number of channels.
     *
     * @param channels the channels of an image
     * @param classes how many classes there are
     * @param generator where the first weights come from; it moves on
     * @return a module that maps {@code [n, channels, height, width]} to scores {@code [n, classes]}
     */
    public static ResNet resNet18(long channels, long classes, Generator generator) {
        return new ResNet(channels, classes, generator);
    }

    private static Conv2d convolution(long in, long out, long kernel, long stride, Generator generator) {
        return Conv2d.of(in, out, kernel)
                .stride(stride)
                .padding(kernel / 2)
                .bias(false)
                .weights(Kaiming.normal().fan(Fan.OUT))
                .build(generator);
    }

    private static Sequential stage(long in, long out, long stride, Generator generator) {
        return new Sequential(new Block(in, out, stride, generator), new Block(out, out, 1, generator));
    }

    /** Two convolutions around which the input flows on, shortened and widened by one of 1 x 1 where shapes change. */
    private static final class Block extends Module {

        private final Conv2d conv1;
        private final BatchNorm bn1;
        private final Conv2d conv2;
        private final BatchNorm bn2;
        private final @Nullable Sequential downsample;

        Block(long in, long out, long stride, Generator generator) {
            this.conv1 = child("conv1", convolution(in, out, 3, stride, generator));
            this.bn1 = child("bn1", new BatchNorm(out));
            this.conv2 = child("conv2", convolution(out, out, 3, 1, generator));
            this.bn2 = child("bn2", new BatchNorm(out));
            this.downsample = in == out && stride == 1
                    ? null
                    : child(
                            "downsample",
                            new Sequential(convolution(in, out, 1, stride, generator), new BatchNorm(out)));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = bn1.forward(conv1.forward(x)).relu();
            Tensor residual = bn2.forward(conv2.forward(y));
            return residual.add(downsample == null ? x : downsample.forward(x)).relu();
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = bn1.forward(conv1.forward(x)).relu();
        for (Module stage : new Module[] {layer1, layer2, layer3, layer4}) {
            y = stage.forward(y);
        }
        return fc.forward(y.mean(2, 3));
    }

    @Override
    protected String describe() {
        return "ResNet of 18 layers";
    }
}
