package org.asyncio4j.benchmarks.compare;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.CombinedDomainCategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;
import org.jfree.data.category.DefaultCategoryDataset;
import org.w3c.dom.Document;

/**
 * A picture of how many times our figure each peer's is: a panel for each peer, a bar for each
 * workload, to the right where the peer needs more, on a logarithmic scale that all panels share.
 */
final class Chart {
  private static final Set<String> PEERS =
      Set.of(Contestants.CPYTHON, Contestants.UVLOOP, Contestants.KOTLIN, Contestants.THREADS);

  private static final Color BEHIND = new Color(0x2b, 0x6c, 0xb0);
  private static final Color AHEAD = new Color(0xdd, 0x6b, 0x20);
  private static final Color GRID = new Color(0xdd, 0xdd, 0xdd);
  private static final Color TEXT = new Color(0x33, 0x33, 0x33);

  private static final DecimalFormatSymbols SYMBOLS = DecimalFormatSymbols.getInstance(Locale.ROOT);

  private static final int LABELS_WIDTH = 110;
  private static final int PANEL_WIDTH = 215;
  private static final int ROW_HEIGHT = 24;
  private static final int HEAD_HEIGHT = 130;

  private final Results results;
  private final List<Contestant> panels;

  Chart(Results results) {
    this.results = results;
    this.panels =
        results.present().stream()
            .filter(contestant -> PEERS.contains(contestant.id()))
            .filter(
                contestant ->
                    results.workloads().stream()
                        .anyMatch(workload -> times(contestant, workload).isPresent()))
            .toList();
  }

  /** Writes it as SVG. {@return whether there is anything to draw} */
  boolean write(Path file) throws IOException {
    if (panels.isEmpty()) {
      return false;
    }
    int width = LABELS_WIDTH + panels.size() * PANEL_WIDTH;
    int height = HEAD_HEIGHT + results.workloads().size() * ROW_HEIGHT;
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(newDocument());
    context.setComment("Drawn by benchmarks/compare, of the figures in benchmarks.md");
    var graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    draw().draw(graphics, new Rectangle2D.Double(0, 0, width, height));
    try (Writer writer = Files.newBufferedWriter(file)) {
      graphics.stream(writer, false);
    }
    return true;
  }

  private static Document newDocument() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private OptionalDouble times(Contestant contestant, Workload workload) {
    return workload.unit().moreIsBetter()
        ? results.ratio(Contestants.OURS, contestant.id(), workload)
        : results.ratio(contestant.id(), Contestants.OURS, workload);
  }

  private JFreeChart draw() {
    var workloads = new CategoryAxis();
    workloads.setTickLabelFont(font(Font.PLAIN, 12));
    workloads.setTickLabelPaint(TEXT);
    workloads.setTickMarksVisible(false);
    workloads.setAxisLineVisible(false);
    workloads.setCategoryMargin(0.25);
    workloads.setLowerMargin(0.01);
    workloads.setUpperMargin(0.01);
    var plot = new CombinedDomainCategoryPlot(workloads);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setDomainAxisLocation(AxisLocation.TOP_OR_LEFT);
    plot.setGap(8);
    for (Contestant contestant : panels) {
      plot.add(panel(contestant));
    }
    var chart = new JFreeChart("asyncio4j (loop engine) = 1×", font(Font.BOLD, 15), plot, false);
    chart.getTitle().setPaint(TEXT);
    var subtitle =
        new TextTitle(
            "Blue: the peer needs so many times our time (memory, for memory). "
                + "Orange: it needs less than we do. Logarithmic.",
            font(Font.PLAIN, 12));
    subtitle.setPaint(TEXT);
    subtitle.setHorizontalAlignment(HorizontalAlignment.CENTER);
    chart.addSubtitle(subtitle);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(8, 8, 8, 12));
    return chart;
  }

  private CategoryPlot panel(Contestant contestant) {
    var values = new DefaultCategoryDataset();
    for (Workload workload : results.workloads()) {
      OptionalDouble times = times(contestant, workload);
      values.addValue(
          times.isPresent() ? times.getAsDouble() : null, contestant.title(), workload.id());
    }
    var axis = new LogAxis(contestant.title());
    axis.setRange(range());
    axis.setNumberFormatOverride(new DecimalFormat("#,##0.###×", SYMBOLS));
    axis.setLabelFont(font(Font.BOLD, 13));
    axis.setLabelPaint(TEXT);
    axis.setTickLabelFont(font(Font.PLAIN, 10));
    axis.setTickLabelPaint(TEXT);
    axis.setMinorTickMarksVisible(false);
    var panel = new CategoryPlot(values, null, axis, new Bars());
    panel.setRangeAxisLocation(AxisLocation.TOP_OR_RIGHT);
    panel.setBackgroundPaint(Color.WHITE);
    panel.setOutlineVisible(false);
    panel.setRangeGridlinePaint(GRID);
    panel.setRangeGridlineStroke(new BasicStroke(1));
    panel.addRangeMarker(new ValueMarker(1, TEXT, new BasicStroke(1)));
    return panel;
  }

  // From the least to the most, at least from a half to twice; and on each side room for what is
  // written beside a bar, a third of that in the scale's own measure.
  private Range range() {
    double least = Math.min(0.5, all().min().orElse(1));
    double most = Math.max(2, all().max().orElse(1));
    double room = Math.cbrt(most / least);
    return new Range(least / room, most * room);
  }

  private DoubleStream all() {
    return panels.stream()
        .flatMapToDouble(
            contestant ->
                results.workloads().stream()
                    .flatMapToDouble(workload -> times(contestant, workload).stream()));
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Bars that start at 1, with what they say beside their end. */
  private static final class Bars extends BarRenderer {
    private static final long serialVersionUID = 1;

    Bars() {
      setBase(1);
      setBarPainter(new StandardBarPainter());
      setShadowVisible(false);
      setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator("{2}", new Times()));
      setDefaultItemLabelFont(font(Font.PLAIN, 11));
      setDefaultItemLabelPaint(TEXT);
      setDefaultItemLabelsVisible(true);
    }

    private boolean isBehind(int row, int column) {
      Number value = getPlot().getDataset().getValue(row, column);
      return value == null || value.doubleValue() >= 1;
    }

    @Override
    public Paint getItemPaint(int row, int column) {
      return isBehind(row, column) ? BEHIND : AHEAD;
    }

    @Override
    public ItemLabelPosition getPositiveItemLabelPosition(int row, int column) {
      return isBehind(row, column)
          ? new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT)
          : new ItemLabelPosition(ItemLabelAnchor.OUTSIDE9, TextAnchor.CENTER_RIGHT);
    }
  }

  /** 0.52×, 5.3×, 12×. */
  private static final class Times extends NumberFormat {
    private static final long serialVersionUID = 1;

    @Override
    public StringBuffer format(double number, StringBuffer text, FieldPosition position) {
      String pattern = number >= 10 ? "#,##0" : number >= 2 ? "0.0" : "0.00";
      return text.append(new DecimalFormat(pattern, SYMBOLS).format(number)).append('×');
    }

    @Override
    public StringBuffer format(long number, StringBuffer text, FieldPosition position) {
      return format((double) number, text, position);
    }

    @Override
    public Number parse(String text, ParsePosition position) {
      throw new UnsupportedOperationException("a chart is not read");
    }
  }
}
