package dev.adjoint.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

    private static final String FLOWERS = """
        length,colour,width,species
        1.5,red,0.25,rose
        2,blue,-3e2,aster
        -0.5,red,.5,rose
        """;

    @TempDir
    Path folder;

    private Path file(String text) {
        return IdxFiles.write(folder, "table.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void textsBecomeClassesInOrder() {
        Dataset data = Csv.withHeader().label("species").without("colour").read(file(FLOWERS));

        assertThat(data.features().shape()).isEqualTo(Shape.of(3, 2));
        assertThat(data.features().floats()).containsExactly(1.5f, 0.25f, 2, -300, -0.5f, 0.5f);
        assertThat(data.labels().dtype()).isEqualTo(DType.INT64);
        assertThat(data.labels().longs()).containsExactly(1, 0, 1);
        assertThat(data.classes()).containsExactly("aster", "rose");
        assertThat(data.name()).isEqualTo("table.csv");
    }

    @Test
    void categoriesBecomeNumbersAndTargetsStayFloats() {
        Dataset data = Csv.withHeader()
                .target("width")
                .categories("colour")
                .without("species")
                .read(file(FLOWERS));

        assertThat(data.features().floats()).containsExactly(1.5f, 1, 2, 0, -0.5f, 1);
        assertThat(data.labels().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(data.labels().floats()).containsExactly(0.25f, -300, 0.5f);
        assertThat(data.classified()).isFalse();
    }

    @Test
    void classesThatAreNumbersAreOrderedByValue() {
        Dataset data = Csv.plain().label(-1).read(file("1,10\n2,9\n3,10\n4,2\n"));

        assertThat(data.classes()).containsExactly("2", "9", "10");
        assertThat(data.labels().longs()).containsExactly(2, 1, 2, 0);
    }

    @Test
    void quotesSeparatorsAndGzipAreUnderstood() {
        byte[] packed = IdxFiles.gzip("\"1\";\"a;b\"\n2;c\n".getBytes(StandardCharsets.UTF_8));

        Dataset data = Csv.plain().separator(';').label(1).read(IdxFiles.write(folder, "packed", packed));

        assertThat(data.classes()).containsExactly("a;b", "c");
        assertThat(data.features().floats()).containsExactly(1, 2);
    }

    @Test
    void anErrorNamesFileLineColumnAndText() {
        refused(Csv.withHeader().label("species"), FLOWERS, "table.csv, line 2, column 1 (colour): \"red\"");
        refused(Csv.plain().label(2), "1,2,a\n3,x7,b\n", "table.csv, line 2, column 1: \"x7\" is not a number");
        refused(Csv.plain().label(2), "1,2,a\n3,NaN,b\n", "line 2, column 1: \"NaN\" is no finite float");
    }

    @Test
    void emptyFieldsAreAnErrorUnlessSomethingStandsForThem() {
        String holes = "1,,0\n2,5,1\n";

        refused(Csv.plain().label(2), holes, "line 1, column 1: the field is empty", "missing(...)");
        assertThat(Csv.plain().label(2).missing(-1).read(file(holes)).features().floats())
                .containsExactly(1, -1, 2, 5);
    }

    @Test
    void linesOfAnotherLengthAreAnError() {
        refused(Csv.plain().label(0), "1,2,3\n4,5\n", "line 2: 2 fields, but the first line has 3");
        refused(Csv.plain().label(0), "1,2\n4,5,6\n", "line 2: 3 fields, but the first line has 2");
    }

    @Test
    void columnsThatDoNotExistAreAnErrorThatListsThose() {
        refused(Csv.withHeader().label("kind"), FLOWERS, "no column is named \"kind\"", "[length, colour, width");
        refused(Csv.plain().label("kind"), FLOWERS, "withHeader()");
        refused(Csv.plain().label(4), FLOWERS, "no column 4 among 4");
    }

    @Test
    void whatIsToBeLearntMustBeSaidOnce() {
        refused(Csv.plain(), "1,2\n", "0 columns are to be learnt");
        refused(Csv.plain().label(0).target(1), "1,2,3\n", "2 columns are to be learnt");
        refused(Csv.plain().label(0), "1\n2\n", "no column is left to learn from");
        refused(Csv.withHeader().label("a"), "a,b\n", "no lines with examples");
        refused(Csv.plain().label(0), "", "no lines with examples");
    }

    @Test
    void nothingButOurErrorComesOutOfDamagedFiles() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = FLOWERS.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i <= random.nextInt(5); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Csv.withHeader().label("species").categories("colour").read(IdxFiles.write(folder, "fuzz.csv", bytes));
            } catch (DataException expected) {
                assertThat(expected).hasMessageContaining("fuzz.csv");
            }
        }
    }

    private void refused(Csv csv, String text, String... parts) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> csv.read(file(text)))
                .withMessageContainingAll(parts);
    }
}
