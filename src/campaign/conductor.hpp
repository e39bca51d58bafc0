#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "campaign/conduct.hpp"
#include "campaign/course.hpp"
#include "campaign/deadline.hpp"
#include "campaign/growing_file.hpp"
#include "campaign/oracle.hpp"
#include "campaign/resumption.hpp"

namespace sweep {

/// Carries conduct() out. What it does to the campaign is in conduct.cpp, to a case in conduct_case.cpp.
class Conductor {
 public:
  Conductor(const Plan& plan, Ensemble& ensemble, const Launch& launch, InstructionSet instruction_set, Result& result,
            const std::string& path, Observer& observer)
      : plan_(plan), ensemble_(ensemble), launch_(launch), instruction_set_(instruction_set), result_(result),
        file_(result, path, [&observer](const std::string& trouble) { observer.warned(trouble); }), observer_(observer),
        courses_(courses_of(plan, launch)) {}

  Ending run();
  GrowingFile& file() { return file_; }

 private:
  Ending run_all();
  void run_experiment(std::size_t experiment);
  std::size_t owner_of(std::size_t problem) const;
  bool has_oracle_for(std::size_t index);
  void ask_oracle(std::size_t owner);
  void ready(std::size_t index);
  void check(std::size_t index);
  void warm_up(std::size_t index, std::int64_t times);
  bool base_vouches(std::size_t index);
  void expect_right(std::size_t index, const Measurement& measurement, const std::string& difference);
  void find_wrong(std::size_t index, const std::string& what);
  void expect_same_answer(std::size_t index, const Measurement& measurement, const std::string& of_what);
  void run_rounds(std::size_t experiment, const std::vector<std::size_t>& indices);
  void repeat(std::size_t index);
  void judge(std::size_t index);
  void finish(std::size_t index);
  void fail(std::size_t index, const std::string& why);
  void fail_owned(std::size_t owner, const std::string& why);
  void end(std::size_t index);
  void end_launch(const std::string& why);
  Deadline deadline() const;
  bool out_of_time() const;
  bool has_room_for(std::size_t index, bool oracle = false);
  bool begins_in(std::size_t index);
  void report_progress();

  Measurement command(std::size_t index, std::int64_t repetition, Keep keep, bool oracle = false);
  LoopTimes loop_of(std::size_t index) const;
  void warn(std::size_t index, const std::vector<std::string>& warnings) {
    add_warnings(result_.launches, record(index), warnings);
  }
  CaseRecord& record(std::size_t index) { return result_.cases[index]; }
  std::int64_t launch_number() const { return result_.launches.back().launch; }

  const Plan& plan_;
  Ensemble& ensemble_;
  const Launch& launch_;
  InstructionSet instruction_set_;
  Result& result_;
  GrowingFile file_;
  Observer& observer_;
  std::vector<Course> courses_;
  std::set<std::string> varying_;              ///< Parameters of the experiment that runs.
  std::map<std::size_t, Oracle> oracles_;      ///< Of the problems of the experiment that runs, by owner_of().
  std::map<std::size_t, Seconds> oracle_took_; ///< In this launch, by owner_of().
  std::map<std::int64_t, std::string> calibration_warnings_; ///< By rank.
  LoopTimes loop_;                                           ///< As measured before the experiment that runs.
  std::set<std::size_t> vouched_;                            ///< Problems whose answers are here as they were before.
  std::size_t next_case_ = 0;                                ///< Those of an experiment stand together.
  std::int64_t order_ = 0;                                   ///< Of the next timed repetition.
  Instant began_ = now();
  Instant reported_ = 0;
  Instant commanded_ = 0;       ///< When the ranks were told what they did last.
  std::set<std::size_t> ready_; ///< Cases that were checked and warmed up in this launch.
  bool no_room_ = false;        ///< For what was to come next, before the deadline.
  Seconds clock_resolution_ = clock_resolution();
  double tasks_run_ = 0;
  Seconds time_in_tasks_ = 0;
};

} // namespace sweep
