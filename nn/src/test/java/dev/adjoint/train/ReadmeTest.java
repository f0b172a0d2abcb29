package dev.adjoint.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.data.DataLoader;
import dev.adjoint.data.Digits;
import dev.adjoint.data.Split;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.layer.Activation;
import dev.adjoint.nn.layer.Flatten;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.nn.loss.CrossEntropy;
import dev.adjoint.optim.Adam;
import dev.adjoint.random.Generator;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    /** The README's network, line by line: change both or neither. */
    @Test
    void theNetworkOfTheReadmeLearnsTheDigits() {
        Split digits = Digits.split();
        Generator random = Generator.seed(1);
        Module model = new Sequential(
                new Flatten(), new Linear(64, 128, random), Activation.relu(), new Linear(128, 10, random));
        DataLoader batches = DataLoader.of(digits.train()).batchSize(32).shuffle(1);

        Trainer trainer = new Trainer(model, new CrossEntropy(), new Adam(model, 0.002));
        trainer.train(batches, 10);

        assertThat(trainer.evaluate(DataLoader.of(digits.test())).accuracy()).isGreaterThan(0.95);
    }
}
